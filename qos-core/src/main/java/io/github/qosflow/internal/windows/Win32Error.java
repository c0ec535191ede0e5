package io.github.qosflow.internal.windows;

import static io.github.qosflow.internal.windows.QosFunction.ADD_SOCKET;
import static io.github.qosflow.internal.windows.QosFunction.CANCEL;
import static io.github.qosflow.internal.windows.QosFunction.CLOSE_HANDLE;
import static io.github.qosflow.internal.windows.QosFunction.CREATE_HANDLE;
import static io.github.qosflow.internal.windows.QosFunction.ENUMERATE;
import static io.github.qosflow.internal.windows.QosFunction.NOTIFY_FLOW;
import static io.github.qosflow.internal.windows.QosFunction.QUERY_FLOW;
import static io.github.qosflow.internal.windows.QosFunction.REMOVE_SOCKET;
import static io.github.qosflow.internal.windows.QosFunction.SET_FLOW;
import static io.github.qosflow.internal.windows.QosFunction.START_TRACKING;
import static io.github.qosflow.internal.windows.QosFunction.STOP_TRACKING;

import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a number of {@code GetLastError} means after one of the functions, and what the user can do about it.
 *
 * <p>The table holds what the vendor documents, and a few numbers that are only seen; those say so. Anything else becomes
 * {@link Reason#UNKNOWN}.
 */
final class Win32Error {
    private static final Map<String, Meaning> TABLE = new HashMap<>();

    private static final QosFunction[] ON_AN_OPEN_HANDLE = {
        START_TRACKING, STOP_TRACKING, ENUMERATE, ADD_SOCKET, REMOVE_SOCKET, SET_FLOW, QUERY_FLOW, NOTIFY_FLOW, CANCEL
    };
    private static final QosFunction[] ON_A_FLOW = {SET_FLOW, QUERY_FLOW, NOTIFY_FLOW};

    /** What Windows says of a service that does not start. Nobody documents these for QOS2, which starts one. */
    private static final int[] OF_THE_SERVICE_MANAGER = {
        1053, 1058, 1062, 1066, 1067, 1069, 1070, 1072, 1075, 1077, 1079
    };

    static {
        library();
        rights();
        mistakes();
        service();
        path();
        resources();
        time();
    }

    private Win32Error() {}

    static QosException exception(QosFunction function, int code) {
        return exception(function.cName(), code, null);
    }

    static QosException exception(String operation, int code) {
        return exception(operation, code, null);
    }

    static QosException exception(String operation, int code, @Nullable Throwable cause) {
        Meaning meaning = TABLE.get(key(operation, code));
        if (meaning == null) {
            return new QosException(operation, code, Reason.UNKNOWN, unknown(operation, code), cause);
        }
        return new QosException(operation, code, meaning.reason, meaning.hint, cause);
    }

    private static String unknown(String operation, int code) {
        return "Nobody documents error " + code + " for " + operation + "; \"net helpmsg " + code
                + "\" prints what Windows generally means by it.";
    }

    private static void library() {
        row(
                "LoadLibrary",
                126,
                Reason.LIBRARY_MISSING,
                "qwave.dll is absent: on Windows Server install the feature qWave (Install-WindowsFeature qWave).");
        row(
                "LoadLibrary",
                127,
                Reason.LIBRARY_UNEXPECTED,
                "The system's qwave.dll lacks a function of QOS2: repair it with \"sfc /scannow\".");
        row(
                "LoadLibrary",
                193,
                Reason.LIBRARY_UNEXPECTED,
                "The system's qwave.dll is not for this processor: repair it with \"sfc /scannow\".");
    }

    private static void rights() {
        row(
                5,
                Reason.ACCESS_DENIED,
                "Run elevated, as administrator or member of Network Configuration Operators, for an exact DSCP; until then the traffic type's mark (8, 40 or 56) stays.",
                SET_FLOW);
        row(5, Reason.ACCESS_DENIED, "Run as administrator to list the flows of the machine.", ENUMERATE);
        row(
                1260,
                Reason.DISABLED_BY_POLICY,
                "A policy forbids it for this path, by default measuring beyond the link: use a flow that is not adaptive, or ask the administrator.",
                ON_A_FLOW);
    }

    private static void mistakes() {
        row(
                6,
                Reason.CLOSED,
                "QOS2 does not know the handle any more, and a new one is being opened; try again in a moment.",
                ON_AN_OPEN_HANDLE);
        row(87, Reason.CLOSED, "The handle is closed already; nothing is left to do.", CLOSE_HANDLE);
        row(
                87,
                Reason.INVALID_PARAMETER,
                "This Windows knows another version of QOS2 than 1.0; please report it.",
                CREATE_HANDLE);
        row(
                50,
                Reason.NOT_SUPPORTED,
                "This Windows knows another version of QOS2 than 1.0 (seen, not documented).",
                CREATE_HANDLE);
        row(
                87,
                Reason.INVALID_PARAMETER,
                "Connect the socket, or name a destination with a port in the socket's own address family, not an IPv4 one on an IPv6 socket.",
                ADD_SOCKET);
        row(
                87,
                Reason.INVALID_PARAMETER,
                "The peer must be a plain IPv4 or IPv6 address.",
                START_TRACKING,
                STOP_TRACKING);
        row(
                87,
                Reason.INVALID_PARAMETER,
                "The flow or a value is not valid for this call; check what was passed.",
                ENUMERATE,
                SET_FLOW,
                QUERY_FLOW,
                NOTIFY_FLOW,
                CANCEL);
        row(122, Reason.NOT_READY, "Flows are made faster than they can be listed; try again.", ENUMERATE);
        row(
                122,
                Reason.INTERNAL_FAILURE,
                "Windows wants a larger buffer than documented; please report it.",
                QUERY_FLOW,
                NOTIFY_FLOW);
        row(183, Reason.ALREADY_PENDING, "Wait for the notification that is pending, or cancel it.", NOTIFY_FLOW);
        row(
                1168,
                Reason.NOT_FOUND,
                "The flow has ended; create a new one.",
                REMOVE_SOCKET,
                SET_FLOW,
                QUERY_FLOW,
                NOTIFY_FLOW);
        row(
                1168,
                Reason.NOT_FOUND,
                "No network adapter leads there: destinations on this machine cannot be marked (seen, not documented).",
                ADD_SOCKET);
    }

    private static void service() {
        row(
                31,
                Reason.INTERNAL_FAILURE,
                "QOS2 failed inside, often after standby; try again in a moment.",
                CREATE_HANDLE);
        row(
                1056,
                Reason.SERVICE_UNAVAILABLE,
                "This is Wine's own qwave.dll, which marks nothing (seen, not documented).",
                CREATE_HANDLE);
        row(
                1068,
                Reason.SERVICE_UNAVAILABLE,
                "Enable the service \"Quality Windows Audio Video Experience\" (QWAVE) and the adapter's QoS Packet Scheduler.",
                CREATE_HANDLE);
        row(
                1060,
                Reason.SERVICE_UNAVAILABLE,
                "The service QWAVE is not registered: on Windows Server install the feature qWave (Install-WindowsFeature qWave).",
                CREATE_HANDLE);
        for (int code : OF_THE_SERVICE_MANAGER) {
            row(
                    code,
                    Reason.SERVICE_UNAVAILABLE,
                    "The service QWAVE does not start: \"sc.exe start QWAVE\" as administrator tells why, or \"net helpmsg "
                            + code + "\".",
                    CREATE_HANDLE);
        }
        row(
                4309,
                Reason.FIREWALL,
                "Allow \"Quality Windows Audio Video Experience\" (qWAVE) in the Windows firewall.",
                CREATE_HANDLE);
        row(
                1164,
                Reason.REINITIALIZATION_NEEDED,
                "QOS2 was restarted, and the flows are being put back; try again in a moment.",
                ON_AN_OPEN_HANDLE);
        row(
                995,
                Reason.CANCELLED,
                "The call was cancelled, usually because its handle was closed.",
                REMOVE_SOCKET,
                SET_FLOW,
                QUERY_FLOW,
                NOTIFY_FLOW,
                CANCEL);
    }

    private static void path() {
        row(
                50,
                Reason.NOT_SUPPORTED,
                "The peer cannot be measured; use a flow that is not adaptive.",
                START_TRACKING,
                ADD_SOCKET);
        row(50, Reason.NOT_SUPPORTED, "The path cannot be measured; use a flow that is not adaptive.", ON_A_FLOW);
        row(
                54,
                Reason.NOT_ENOUGH_BANDWIDTH,
                "Ask for a lower rate; until then packets go without precedence.",
                SET_FLOW);
        row(
                59,
                Reason.UNREACHABLE,
                "The connection to the peer failed; try again when it can be reached.",
                SET_FLOW,
                NOTIFY_FLOW);
        row(
                67,
                Reason.UNREACHABLE,
                "The peer's address does not resolve on the link; check address and network.",
                START_TRACKING,
                ADD_SOCKET);
        row(1225, Reason.UNREACHABLE, "The peer refuses; try again when it accepts connections.", ADD_SOCKET);
        row(
                1232,
                Reason.UNREACHABLE,
                "The destination cannot be reached, or an adapter was just plugged or unplugged; try again later.",
                START_TRACKING,
                ADD_SOCKET,
                REMOVE_SOCKET,
                SET_FLOW,
                QUERY_FLOW,
                NOTIFY_FLOW);
    }

    private static void resources() {
        String tooMany = "Memory or other resources of Windows are used up; end flows that are not needed.";
        row(8, Reason.NO_RESOURCES, tooMany, CREATE_HANDLE);
        row(8, Reason.NO_RESOURCES, tooMany, ON_AN_OPEN_HANDLE);
        row(1450, Reason.NO_RESOURCES, tooMany, CREATE_HANDLE);
        row(1450, Reason.NO_RESOURCES, tooMany, ON_AN_OPEN_HANDLE);
        row(
                57,
                Reason.DEVICE_ERROR,
                "The network adapter reports an error; check it and its driver.",
                START_TRACKING,
                STOP_TRACKING,
                ADD_SOCKET,
                SET_FLOW,
                QUERY_FLOW,
                NOTIFY_FLOW,
                CANCEL);
        row(
                1117,
                Reason.DEVICE_ERROR,
                "A device failed on input or output; check the network adapter and its driver.",
                ON_AN_OPEN_HANDLE);
    }

    private static void time() {
        row(
                170,
                Reason.NOT_READY,
                "The machine is too busy to estimate the path; try again in a second.",
                SET_FLOW,
                QUERY_FLOW);
        row(232, Reason.NOT_READY, "Nothing is known yet; try again in a second.", QUERY_FLOW);
        row(997, Reason.NOT_READY, "The call was accepted and ends later.", ON_A_FLOW);
        row(1237, Reason.NOT_READY, "The path is still being measured; try again in a second.", SET_FLOW, QUERY_FLOW);
        row(1460, Reason.NOT_READY, "Measuring the path took too long; try again later.", QUERY_FLOW);
    }

    private static void row(int code, Reason reason, String hint, QosFunction... functions) {
        for (QosFunction function : functions) {
            row(function.cName(), code, reason, hint);
        }
    }

    private static void row(String operation, int code, Reason reason, String hint) {
        if (TABLE.put(key(operation, code), new Meaning(reason, hint)) != null) {
            throw new IllegalStateException("two rows for " + key(operation, code));
        }
    }

    private static String key(String operation, int code) {
        return operation + '/' + code;
    }

    private record Meaning(Reason reason, String hint) {}
}
