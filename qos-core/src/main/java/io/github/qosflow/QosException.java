package io.github.qosflow;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The system refused something: which native function, its number, what that means, what can be done.
 *
 * <pre>{@code
 * catch (QosException e) {
 *     log.info("{} answered {}: {}", e.operation(), e.code(), e.hint());
 * }
 * }</pre>
 *
 * <p>Immutable apart from the stack trace every throwable has.
 */
public final class QosException extends java.io.IOException {
    private static final long serialVersionUID = 1;

    private final String operation;
    private final int code;
    private final Reason reason;
    private final String hint;

    /**
     * A refusal without a deeper cause.
     *
     * @param operation the native function, for instance {@code QOSSetFlow} or {@code setsockopt(IP_TOS)}
     * @param code its error number (Windows: GetLastError; Linux: errno), 0 when the library itself refuses
     * @param reason what the number means
     * @param hint one sentence the user can act on
     */
    public QosException(String operation, int code, Reason reason, String hint) {
        this(operation, code, reason, hint, null);
    }

    /**
     * A refusal with a deeper cause.
     *
     * @param operation the native function, for instance {@code QOSSetFlow} or {@code setsockopt(IP_TOS)}
     * @param code its error number (Windows: GetLastError; Linux: errno), 0 when the library itself refuses
     * @param reason what the number means
     * @param hint one sentence the user can act on
     * @param cause what led to it, or null
     */
    public QosException(String operation, int code, Reason reason, String hint, @Nullable Throwable cause) {
        super(text(operation, code, reason, hint), cause);
        this.operation = operation;
        this.code = code;
        this.reason = Objects.requireNonNull(reason, "reason");
        this.hint = hint;
    }

    /** {@return the native function that failed} */
    public String operation() {
        return operation;
    }

    /** {@return its error number, 0 when the library itself refused} */
    public int code() {
        return code;
    }

    /** {@return what the number means} */
    public Reason reason() {
        return reason;
    }

    /** {@return one sentence the user can act on} */
    public String hint() {
        return hint;
    }

    private static String text(String operation, int code, Reason reason, String hint) {
        return operation + (code == 0 ? "" : " failed with error " + code) + ": " + reason + ". " + hint;
    }

    /** What an error number means, on every system. */
    public enum Reason {
        /** The user lacks a right. */
        ACCESS_DENIED,
        /** The system, path or kind of flow cannot do it, or this release of the library does not yet. */
        NOT_SUPPORTED,
        /** An argument or its combination with the socket's state is wrong. */
        INVALID_PARAMETER,
        /** The number is no socket, or no longer the socket it was. */
        NOT_A_SOCKET,
        /** The flow or the subsystem is closed. */
        CLOSED,
        /** The system does not know the flow, socket or destination. */
        NOT_FOUND,
        /** The call was cancelled, usually by closing. */
        CANCELLED,
        /** The same notification is pending already. */
        ALREADY_PENDING,
        /** The system has no answer yet; later it may. */
        NOT_READY,
        /** The path cannot carry the rate. */
        NOT_ENOUGH_BANDWIDTH,
        /** A policy of the system or the domain forbids it. */
        DISABLED_BY_POLICY,
        /** Something else set another mark: a policy, another flow of the socket, or the program itself. */
        OVERRIDDEN,
        /** The destination cannot be reached or resolved. */
        UNREACHABLE,
        /** Memory or another resource is used up. */
        NO_RESOURCES,
        /** The network adapter or its driver failed. */
        DEVICE_ERROR,
        /** The subsystem was restarted under the program; handles and flows are gone. */
        REINITIALIZATION_NEEDED,
        /** The service behind QOS2 is stopped, disabled or lacks a dependency. */
        SERVICE_UNAVAILABLE,
        /** The firewall blocks the service. */
        FIREWALL,
        /** The system library is absent. */
        LIBRARY_MISSING,
        /** The system library lacks a function. */
        LIBRARY_UNEXPECTED,
        /** The subsystem failed inside. */
        INTERNAL_FAILURE,
        /** A number nobody has documented for this function. */
        UNKNOWN
    }
}
