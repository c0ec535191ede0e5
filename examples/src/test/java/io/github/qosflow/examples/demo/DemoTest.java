package io.github.qosflow.examples.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The whole program on real sockets. */
@Tag("linux")
@EnabledOnOs(OS.LINUX)
class DemoTest {
    @Test
    void everyChannelIsSeenWithItsMark() throws Exception {
        Table table = Demo.run();
        assertEquals(0, table.exitStatus(), () -> System.lineSeparator() + table.text("✓"));
        assertEquals(18, table.goodRows());
        assertTrue(table.watched());
    }
}
