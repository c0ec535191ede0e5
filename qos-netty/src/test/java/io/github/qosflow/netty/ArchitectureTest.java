package io.github.qosflow.netty;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.netty.channel.ChannelHandler;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whom the Netty module may know; classes are read once, on one system. */
@Tag("linux")
class ArchitectureTest {
    private static JavaClasses netty;

    @BeforeAll
    static void read() {
        netty = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.github.qosflow.netty");
    }

    @Test
    void noOperatingSystemIsNamed() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.github.qosflow.internal..", "com.sun.jna..")
                .check(netty);
    }

    @Test
    void noNativeTransportIsNamed() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty.channel.epoll..", "io.netty.channel.uring..", "io.netty.channel.kqueue..")
                .check(netty);
    }

    @Test
    void nothingInternalOfNettyIsUsed() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty.util.internal..")
                .check(netty);
    }

    @Test
    void onlyTheMetricsNameMicrometerAndNobodyNamesTheMetrics() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(QosMetrics.class)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.micrometer..")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(QosMetrics.class)
                .check(netty);
    }

    @Test
    void handlersAreSharableButForTheOneThatKnowsItsChannelsRecipients() {
        classes()
                .that()
                .areAssignableTo(ChannelHandler.class)
                .and()
                .arePublic()
                .and()
                .areNotAssignableTo(QosDatagramHandler.class)
                .should()
                .beAnnotatedWith(ChannelHandler.Sharable.class)
                .check(netty);
    }
}
