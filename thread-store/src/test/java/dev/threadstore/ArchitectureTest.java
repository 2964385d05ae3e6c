package dev.threadstore;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Arrows between packages run one way, and each foreign library is seen through few classes. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.threadstore");

  @Test
  void packages_haveNoCycles() {
    slices().matching("dev.threadstore.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void packages_dependOneWay() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("entry")
        .definedBy("dev.threadstore")
        .layer("observed")
        .definedBy("dev.threadstore.internal.observed")
        .layer("tier")
        .definedBy("dev.threadstore.internal.tier")
        .layer("hot")
        .definedBy("dev.threadstore.internal.hot")
        .layer("archive")
        .definedBy("dev.threadstore.internal.archive")
        .layer("base")
        .definedBy("dev.threadstore.internal.base")
        .layer("cold")
        .definedBy("dev.threadstore.cold")
        .layer("model")
        .definedBy("dev.threadstore.model")
        .whereLayer("entry")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("observed")
        .mayOnlyBeAccessedByLayers("entry")
        .whereLayer("tier")
        .mayOnlyBeAccessedByLayers("entry")
        .whereLayer("hot")
        .mayOnlyBeAccessedByLayers("entry", "tier")
        .whereLayer("archive")
        .mayOnlyBeAccessedByLayers("entry", "tier")
        .whereLayer("base")
        .mayOnlyBeAccessedByLayers("entry", "observed", "tier", "hot", "archive")
        .whereLayer("cold")
        .mayOnlyBeAccessedByLayers("entry", "tier", "archive")
        .whereLayer("model")
        .mayOnlyBeAccessedByLayers("entry", "observed", "tier", "hot", "archive", "base")
        .check(CLASSES);
  }

  @Test
  void lettuce_isSeenThroughThePort() {
    noClasses()
        .that()
        .haveNameNotMatching(
            "dev.threadstore.(ThreadStore|internal.hot.("
                // what sends commands
                + "LettucePort|MasterCommits|ClusterCommits|GroupCommit(\\$.*)?|ScriptCall|RepeatableCommand|"
                // what translates exceptions
                + "RedisCalls(\\$RefusedException)?|HotTier))")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.lettuce..")
        .check(CLASSES);
  }

  @Test
  void publicTypes_showNoJacksonOutsideTheirCodecs() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.threadstore", "dev.threadstore.model", "dev.threadstore.cold")
        .and()
        .haveSimpleNameNotStartingWith("Jackson")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("tools.jackson..")
        .check(CLASSES);
  }
}
