package dev.threadstore.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** How help looks: the same headings everywhere, and global options only where they belong. */
final class HelpLayout {
  private HelpLayout() {}

  static void apply(CommandLine root) {
    root.setUsageHelpAutoWidth(true);
    for (CommandLine command : root.getSubcommands().values()) {
      applyToCommand(command);
      command.getSubcommands().values().forEach(HelpLayout::applyToCommand);
    }
  }

  private static void applyToCommand(CommandLine command) {
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    usage
        .synopsisHeading("usage: ")
        .descriptionHeading("%n")
        .parameterListHeading("%narguments:%n")
        .optionListHeading("%noptions (and the global ones, see threadctl --help):%n")
        .commandListHeading("%ncommands:%n")
        .footerHeading(usage.footer().length == 0 ? "" : "%nexamples:%n")
        .abbreviateSynopsis(true);
    command
        .getHelpSectionMap()
        .put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, HelpLayout::ownOptions);
  }

  /** The options of a command without those that it inherits, except {@code --help}. */
  private static String ownOptions(Help help) {
    List<OptionSpec> own =
        help.commandSpec().options().stream()
            .filter(option -> !option.inherited() || option.usageHelp())
            .toList();
    return help.optionListExcludingGroups(own);
  }
}
