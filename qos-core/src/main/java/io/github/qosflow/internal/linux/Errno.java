package io.github.qosflow.internal.linux;

import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;

/** The errno of a socket call as an exception; numbers of errno(3) on x86-64, aarch64 and riscv64. */
final class Errno {
    static final int EPERM = 1;
    static final int EBADF = 9;
    static final int EAGAIN = 11;
    static final int ENOMEM = 12;
    static final int EACCES = 13;
    static final int EINVAL = 22;
    static final int ENOTSOCK = 88;
    static final int ENOPROTOOPT = 92;
    static final int EOPNOTSUPP = 95;
    static final int EAFNOSUPPORT = 97;
    static final int ENOBUFS = 105;

    private Errno() {}

    static QosException exception(String operation, int errno) {
        return new QosException(operation, errno, reason(errno), hint(errno));
    }

    private static Reason reason(int errno) {
        return switch (errno) {
            case EPERM, EACCES -> Reason.ACCESS_DENIED;
            case EBADF, ENOTSOCK -> Reason.NOT_A_SOCKET;
            case EINVAL -> Reason.INVALID_PARAMETER;
            case ENOPROTOOPT, EOPNOTSUPP, EAFNOSUPPORT -> Reason.NOT_SUPPORTED;
            case ENOMEM, ENOBUFS -> Reason.NO_RESOURCES;
            default -> Reason.UNKNOWN;
        };
    }

    private static String hint(int errno) {
        return switch (errno) {
            case EPERM, EACCES -> "The value needs CAP_NET_ADMIN or CAP_NET_RAW, or a sandbox forbids the call.";
            case EBADF -> "The socket is closed; take its number while it is open.";
            case ENOTSOCK -> "The number belongs to a file or pipe, not to a socket.";
            case EINVAL -> "The kernel does not take this value.";
            case ENOPROTOOPT, EOPNOTSUPP -> "This kernel or this kind of socket does not have the option.";
            case EAFNOSUPPORT -> "This kernel does not have the address family.";
            case ENOMEM, ENOBUFS -> "The kernel is short of memory for sockets.";
            default -> "See errno(3) for the number.";
        };
    }
}
