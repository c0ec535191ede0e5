package io.github.qosflow.internal.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.testkit.ContractDll;
import io.github.qosflow.testkit.WindowsJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a program learns on a Windows that lacks something. Wine takes the version that it pretends to be from its
 * registry, for each program's name, when the program starts.
 */
@Tag("windows")
@EnabledIfSystemProperty(named = "qosflow.wine", matches = "true")
class AvailabilityOfVersionsTest {
    private static final String OUR_VERSION = "HKCU\\Software\\Wine\\AppDefaults\\java.exe";

    @RegisterExtension
    final RegisteredServices services = new RegisteredServices();

    private final Path library = Path.of(ContractDll.path());
    private final Path away = library.resolveSibling("qwave.away");

    @TempDir
    Path directory;

    @AfterEach
    void restore() throws Exception {
        if (Files.exists(away)) {
            Files.move(away, library, StandardCopyOption.REPLACE_EXISTING);
        }
        new ProcessBuilder("reg", "delete", OUR_VERSION, "/f").start().waitFor();
    }

    @Test
    void aServerWithoutTheLibraryLacksTheFeature() throws Exception {
        pretend("win2008");
        hideLibrary();

        unavailable(
                "LoadLibrary failed with error 126: LIBRARY_MISSING. The feature qWave is not installed on this "
                        + "Windows Server: run \"Install-WindowsFeature qWave\" in an elevated PowerShell, then restart this program.");
    }

    @Test
    void aDesktopWithoutTheLibraryIsDamaged() throws Exception {
        pretend("win10");
        hideLibrary();

        unavailable("LoadLibrary failed with error 126: LIBRARY_MISSING. qwave.dll is absent, which every desktop "
                + "Windows has, so this Windows is damaged: run \"sfc /scannow\" as administrator.");
    }

    @Test
    void aServerWithTheServiceButWithoutTheLibraryIsDamaged() throws Exception {
        pretend("win2008");
        services.register(RegisteredServices.DEMAND_START);
        hideLibrary();

        unavailable(
                "LoadLibrary failed with error 126: LIBRARY_MISSING. The service QWAVE is registered but its "
                        + "qwave.dll, or what that needs, is absent, so this Windows is damaged: run \"sfc /scannow\" as administrator.");
    }

    @Test
    void aSystemOlderThanVistaHasNoQos2() throws Exception {
        pretend("winxp64");
        hideLibrary();

        unavailable("LoadLibrary failed with error 126: NOT_SUPPORTED. QOS2 came with Windows Vista and Windows "
                + "Server 2008, and this is Windows 5.2.3790.");
    }

    @Test
    void aDisabledServiceIsThePublicCause() throws Exception {
        services.register(RegisteredServices.DISABLED);

        unavailable("QOSCreateHandle failed with error 1068: SERVICE_UNAVAILABLE. The service QWAVE is disabled: "
                + "run \"sc.exe config QWAVE start= demand\" as administrator.");
    }

    @Test
    void exactValuesAreMissingBeforeWindows7() throws Exception {
        pretend("vista");
        String missing = "no   EXACT_DSCP: an exact DSCP needs Windows 7 or Windows Server 2008 R2";

        assertTrue(diagnose("service running").contains(missing));
        pretend("win7");
        assertFalse(diagnose("service running").contains(missing));
    }

    private void unavailable(String message) throws Exception {
        assertEquals(
                List.of("unavailable: " + message),
                diagnose("service stopped").stream()
                        .filter(line -> line.startsWith("unavailable"))
                        .toList());
    }

    private List<String> diagnose(String command) throws IOException, InterruptedException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java.exe");
        return WindowsJvm.run(
                List.of(java.toString()),
                directory,
                Map.of("QOSFLOW_QWAVE", command),
                WindowsJvm.classPath(),
                DiagnoseMain.class);
    }

    private static void pretend(String version) throws Exception {
        Process reg = new ProcessBuilder("reg", "add", OUR_VERSION, "/v", "Version", "/d", version, "/f").start();
        assertEquals(0, reg.waitFor());
    }

    /** A library in use cannot be deleted on Windows, but it can be renamed. */
    private void hideLibrary() throws IOException {
        Files.move(library, away, StandardCopyOption.REPLACE_EXISTING);
    }
}
