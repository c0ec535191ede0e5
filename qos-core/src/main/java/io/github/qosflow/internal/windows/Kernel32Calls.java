package io.github.qosflow.internal.windows;

import com.sun.jna.Pointer;
import com.sun.jna.WString;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import com.sun.jna.win32.StdCallLibrary;
import org.jspecify.annotations.Nullable;

/**
 * What is needed of {@code kernel32.dll}: to load a library of the system and no other of its name, and to be told when
 * calls complete. BOOL is not 0 on success.
 */
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

    /** {@code INVALID_HANDLE_VALUE} ({@code handleapi.h}), by which a port is made without a file. */
    Pointer INVALID_HANDLE_VALUE = new Pointer(-1);

    /** Waits without end ({@code winbase.h}). */
    int INFINITE = 0xFFFFFFFF;

    /** Error: an overlapped call has begun. */
    int ERROR_IO_PENDING = 997;

    /**
     * Makes a completion port, or lets a file's overlapped calls complete on one.
     *
     * @param FileHandle in: the file, or INVALID_HANDLE_VALUE
     * @param ExistingCompletionPort in: the port, or NULL to make one
     * @param CompletionKey in: handed out with each completion of this file
     * @param NumberOfConcurrentThreads in: 0 for as many as there are processors; only when a port is made
     * @return the port, or NULL; then 6 a bad handle, 87 the file has a port already
     */
    @Nullable
    Pointer CreateIoCompletionPort(
            Pointer FileHandle,
            @Nullable Pointer ExistingCompletionPort,
            @Nullable Pointer CompletionKey,
            int NumberOfConcurrentThreads);

    /**
     * Waits for the next completion.
     *
     * @param CompletionPort in: the port
     * @param lpNumberOfBytesTransferred out: of no meaning for QOS2
     * @param lpCompletionKey out: the file's key
     * @param lpOverlapped out: that of the call; NULL if there was none
     * @param dwMilliseconds in: how long to wait, or INFINITE
     * @return not 0 if the call succeeded; 0 with an OVERLAPPED: the call failed with the last error, 995 if it was
     *     cancelled; 0 without: 258 nothing in time, 735 the port was closed
     */
    boolean GetQueuedCompletionStatus(
            Pointer CompletionPort,
            IntByReference lpNumberOfBytesTransferred,
            PointerByReference lpCompletionKey,
            PointerByReference lpOverlapped,
            int dwMilliseconds);

    /**
     * Puts a completion of one's own into the queue.
     *
     * @param CompletionPort in: the port
     * @param dwNumberOfBytesTransferred in: handed out as it is
     * @param dwCompletionKey in: handed out as it is
     * @param lpOverlapped in: handed out as it is, or NULL
     * @return not 0 on success; else 6 a bad handle
     */
    boolean PostQueuedCompletionStatus(
            Pointer CompletionPort,
            int dwNumberOfBytesTransferred,
            @Nullable Pointer dwCompletionKey,
            @Nullable Pointer lpOverlapped);

    /**
     * Closes a port.
     *
     * @param hObject in: the port
     * @return not 0 on success; else 6 a bad handle
     */
    boolean CloseHandle(Pointer hObject);
}
