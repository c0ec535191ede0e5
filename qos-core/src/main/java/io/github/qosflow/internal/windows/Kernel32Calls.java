package io.github.qosflow.internal.windows;

import com.sun.jna.Pointer;
import com.sun.jna.WString;
import com.sun.jna.win32.StdCallLibrary;
import org.jspecify.annotations.Nullable;

/** What is needed of {@code kernel32.dll} to find and load a library of the system, and no other of its name. */
@SuppressWarnings("MemberName") // the header's names
interface Kernel32Calls extends StdCallLibrary {
    /** Flag of LoadLibraryExW ({@code libloaderapi.h}): what the library needs in turn comes from the system directory. */
    int LOAD_LIBRARY_SEARCH_SYSTEM32 = 0x00000800;

    /**
     * The system directory.
     *
     * @param lpBuffer out: the path
     * @param uSize in: room in the buffer, in characters
     * @return characters written without the closing 0; more than {@code uSize} if it was too small; 0 on failure
     */
    int GetSystemDirectoryW(char[] lpBuffer, int uSize);

    /**
     * Loads a library.
     *
     * @param lpLibFileName in: absolute path
     * @param hFile in: NULL
     * @param dwFlags in: LOAD_LIBRARY_…
     * @return the module, or NULL; then 126 not found, 193 not a library for this processor
     */
    @Nullable
    Pointer LoadLibraryExW(WString lpLibFileName, @Nullable Pointer hFile, int dwFlags);
}
