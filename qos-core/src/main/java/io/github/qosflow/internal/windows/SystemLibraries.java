package io.github.qosflow.internal.windows;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.WString;
import io.github.qosflow.QosException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Loads libraries of the system directory and no others. JNA by itself would look for a name in {@code jna.library.path},
 * the working directory and the class path too, where anybody may have put a file; so Windows loads the absolute path
 * first, and JNA then only meets a library that is loaded.
 */
final class SystemLibraries {
    private static final String LOAD = "LoadLibrary";
    private static final int ERROR_MOD_NOT_FOUND = 126;
    private static final int ERROR_PROC_NOT_FOUND = 127;
    private static final int MAX_PATH = 32_767;

    // In every process from its start, so the bare name finds nothing else.
    private final Kernel32Calls kernel32 = Native.load("kernel32", Kernel32Calls.class);

    Kernel32Calls kernel32() {
        return kernel32;
    }

    /** The binding of {@code qwave.dll}, complete: all eleven functions are there. */
    QWave qwave() throws QosException {
        QWave qwave = load("qwave.dll", QWave.class);
        requireFunctions(NativeLibrary.getInstance(path("qwave.dll").toString()));
        return qwave;
    }

    Winsock winsock() throws QosException {
        return load("ws2_32.dll", Winsock.class);
    }

    ServiceCalls services() throws QosException {
        return load("advapi32.dll", ServiceCalls.class);
    }

    SettingCalls settings() throws QosException {
        return load("advapi32.dll", SettingCalls.class);
    }

    NtCalls nt() throws QosException {
        return load("ntdll.dll", NtCalls.class);
    }

    private <T extends Library> T load(String file, Class<T> binding) throws QosException {
        Path path = path(file);
        // The check is for Wine, which has a qwave.dll of its own to offer where no file is.
        if (!Files.exists(path)) {
            throw Win32Error.exception(LOAD, ERROR_MOD_NOT_FOUND);
        }
        WString name = new WString(path.toString());
        if (kernel32.LoadLibraryExW(name, null, Kernel32Calls.LOAD_LIBRARY_SEARCH_SYSTEM32) == null) {
            throw Win32Error.exception(LOAD, Native.getLastError());
        }
        return Native.load(path.toString(), binding);
    }

    static void requireFunctions(NativeLibrary library) throws QosException {
        for (QosFunction function : QosFunction.values()) {
            try {
                library.getFunction(function.cName());
            } catch (UnsatisfiedLinkError e) {
                throw Win32Error.exception(LOAD, ERROR_PROC_NOT_FOUND, e);
            }
        }
    }

    private Path path(String file) {
        char[] buffer = new char[MAX_PATH];
        int length = kernel32.GetSystemDirectoryW(buffer, buffer.length);
        return Path.of(new String(buffer, 0, length), file);
    }
}
