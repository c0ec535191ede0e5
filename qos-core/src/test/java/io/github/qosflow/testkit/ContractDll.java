package io.github.qosflow.testkit;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The {@code qwave.dll} of the tests as a JUnit extension: everything is reset before a test, and after it nothing may
 * be left open and no rule may have been broken.
 *
 * <pre>{@code
 * @RegisterExtension
 * final ContractDll dll = new ContractDll();
 *
 * dll.administrator(true);
 * dll.fail("QOSSetFlow/2", 1260);
 * assertEquals(0, dll.flowCount());
 * }</pre>
 *
 * <p>Finds the library where the production code finds it: in the system directory. Only in a Windows JVM. On a real
 * Windows, whose own library is there, the test is aborted; under Wine it must be ours.
 */
public final class ContractDll implements BeforeEachCallback, AfterEachCallback {
    private final Exports exports = Native.load(path(), Exports.class, Map.of());

    /** {@return where the library is} */
    public static String path() {
        String windows = Optional.ofNullable(System.getenv("SystemRoot")).orElse("C:\\windows");
        return windows + "\\system32\\qwave.dll";
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (!isOurs() && !Boolean.getBoolean("qosflow.wine")) {
            Assumptions.abort("this test needs the contract DLL, and the qwave.dll of this Windows is its own");
        }
        control("reset");
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (!isOurs()) {
            return;
        }
        control("end");
        int count = exports.QwaveViolationCount(); // right even when the journal is full
        List<String> violations = violations();
        control("reset");
        if (count > 0) {
            throw new AssertionError("the contract was broken " + count + " times: " + violations);
        }
    }

    private static boolean isOurs() {
        try {
            NativeLibrary.getInstance(path()).getFunction("QwaveControl");
            return true;
        } catch (UnsatisfiedLinkError e) {
            return false;
        }
    }

    /**
     * Gives the library a command, as its README has them.
     *
     * @param command for instance {@code loopback refuse}
     */
    public void control(String command) {
        if (exports.QwaveControl(command) != 0) {
            throw new IllegalArgumentException("the contract DLL does not know: " + command);
        }
    }

    /**
     * Chooses whether the caller has administrator rights.
     *
     * @param granted whether he has
     */
    public void administrator(boolean granted) {
        control("admin " + (granted ? "on" : "off"));
    }

    /**
     * Lets a function's next call fail.
     *
     * @param function its name, with {@code /n} for one operation only
     * @param code the error
     */
    public void fail(String function, int code) {
        control("fail " + function + " " + code);
    }

    /** {@return how long the journal is, with an end for each line; costs far less than to read it} */
    public int journalLength() {
        return exports.QwaveJournal(null, 0) - 1;
    }

    /** {@return all calls since the reset, one line each} */
    public List<String> journal() {
        int size = exports.QwaveJournal(null, 0);
        byte[] text = new byte[size];
        for (int needed = exports.QwaveJournal(text, size); needed > size; needed = exports.QwaveJournal(text, size)) {
            size = needed; // another thread has made calls meanwhile
            text = new byte[size];
        }
        return new String(text, 0, size - 1, StandardCharsets.US_ASCII).lines().toList();
    }

    /**
     * The calls of one function since the reset.
     *
     * @param function its name
     * @return the lines
     */
    public List<String> journal(String function) {
        return journal().stream()
                .filter(line -> line.startsWith(function + " "))
                .collect(Collectors.toList());
    }

    /** {@return the rules that were broken since the reset} */
    public List<String> violations() {
        return journal().stream().filter(line -> line.startsWith("VIOLATION")).toList();
    }

    /** {@return how many flows there are} */
    public int flowCount() {
        return exports.QwaveFlowCount();
    }

    /** {@return how many handles are open} */
    public int handleCount() {
        return exports.QwaveHandleCount();
    }

    /** The control functions, which a real {@code qwave.dll} does not have. */
    @SuppressWarnings("checkstyle:MethodName")
    interface Exports extends Library {
        int QwaveControl(String command);

        int QwaveJournal(byte[] buffer, int size);

        int QwaveFlowCount();

        int QwaveHandleCount();

        int QwaveViolationCount();
    }
}
