package io.github.qosflow.internal.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.testkit.ContractDll;
import io.github.qosflow.testkit.WindowsJvm;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A {@code qwave.dll} that lies where JNA looks (working directory, class path, {@code jna.library.path}) is never
 * loaded. The planted one is the contract DLL, which writes a journal as soon as it is called.
 */
@Tag("windows")
@EnabledIfSystemProperty(
        named = "qosflow.wine",
        matches = "true",
        disabledReason = "it renames the qwave.dll of the system, which must be ours")
class PlantedLibraryTest {
    private static final String JNI_DISPATCH = "/com/sun/jna/win32-x86-64/jnidispatch.dll";

    private final Path system = Path.of(ContractDll.path());
    private final Path away = system.resolveSibling("qwave.away");

    @TempDir
    Path planted;

    @BeforeEach
    void plant() throws Exception {
        Files.copy(system, planted.resolve("qwave.dll"));
        Files.copy(
                system, Files.createDirectory(planted.resolve("win32-x86-64")).resolve("qwave.dll"));
        // a library in use cannot be deleted on Windows, but it can be renamed
        Files.move(system, away, StandardCopyOption.REPLACE_EXISTING);
    }

    @AfterEach
    void restore() throws Exception {
        Files.deleteIfExists(system);
        Files.move(away, system);
    }

    @Test
    void thePlantIsOneThatABareNameWouldHaveLoaded() throws Exception {
        assertEquals(List.of("bare name: " + planted.toAbsolutePath()), run("bare"));
    }

    @Test
    void withoutTheSystemsLibraryItIsMissing() throws Exception {
        assertEquals(List.of("refused 126 LIBRARY_MISSING"), run());
        assertFalse(Files.exists(journal()), "the planted library was called");
    }

    @Test
    void theSystemsLibraryIsTakenAlthoughAnotherIsNearer() throws Exception {
        // not a library that could open anything: had the planted one been taken, it would have
        try (InputStream stranger = PlantedLibraryTest.class.getResourceAsStream(JNI_DISPATCH)) {
            Files.copy(stranger, system);
        }
        assertEquals(List.of("refused 127 LIBRARY_UNEXPECTED"), run());
        assertFalse(Files.exists(journal()), "the planted library was called");
    }

    @Test
    void aFileThatIsNoLibraryIsUnexpectedToo() throws Exception {
        Files.writeString(system, "not a library at all");

        assertTrue(run().get(0).endsWith("LIBRARY_UNEXPECTED"));
        assertFalse(Files.exists(journal()), "the planted library was called");
    }

    @Test
    void theSystemsLibraryIsUsedWhenItIsThere() throws Exception {
        Files.copy(away, system);

        assertEquals(List.of("opened"), run());
        assertTrue(Files.readString(journal()).contains("QOSCreateHandle version=1.0 -> ok"));
    }

    private List<String> run(String... arguments) throws IOException, InterruptedException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java.exe");
        List<String> command = new ArrayList<>(List.of(java.toString(), "-Djna.library.path=" + planted));
        List<String> said = WindowsJvm.run(
                command,
                planted,
                Map.of("QOSFLOW_QWAVE_JOURNAL", journal().toString()),
                WindowsJvm.classPath(planted.toString()),
                PlantedMain.class,
                arguments);
        return said.stream()
                .filter(line -> line.startsWith("bare name") || line.startsWith("refused") || line.startsWith("opened"))
                .toList();
    }

    private Path journal() {
        return planted.resolve("journal.txt");
    }
}
