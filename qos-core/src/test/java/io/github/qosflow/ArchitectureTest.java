package io.github.qosflow;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import io.github.qosflow.internal.Backends;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who may know whom in the core; classes are read once, on one system. */
@Tag("linux")
class ArchitectureTest {
    private static final String INTERNAL = "io.github.qosflow.internal..";
    private static final String BACK_ENDS = "io.github.qosflow.internal.*..";

    private static JavaClasses core;

    @BeforeAll
    static void read() {
        core = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.github.qosflow");
    }

    @Test
    void theCoreKnowsNoNetty() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .check(core);
    }

    @Test
    void theBackEndsDoNotKnowEachOther() {
        SlicesRuleDefinition.slices()
                .matching("io.github.qosflow.internal.(*)..")
                .should()
                .notDependOnEachOther()
                .check(core);
    }

    @Test
    void onlyBackendsKnowsTheBackEnds() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BACK_ENDS)
                .and()
                .doNotBelongToAnyOf(Backends.class)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(BACK_ENDS)
                .check(core);
    }

    @Test
    void thereAreNoCyclesBetweenTheApiAndTheTestKit() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.github.qosflow.testing")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.github.qosflow.testing")
                .check(core);
    }

    @Test
    void valuesKnowNothingInternal() {
        noClasses()
                .that()
                .haveNameMatching("io\\.github\\.qosflow\\.(\\w+)(\\$.*)?")
                .and()
                .doNotBelongToAnyOf(Qos.class, NativeSocket.class)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(INTERNAL)
                .check(core);
    }
}
