package io.github.qosflow.internal.windows;

/** The eleven functions of {@code qos2.h}, for messages, for the table of errors and for the check of the library. */
enum QosFunction {
    CREATE_HANDLE("QOSCreateHandle"),
    CLOSE_HANDLE("QOSCloseHandle"),
    START_TRACKING("QOSStartTrackingClient"),
    STOP_TRACKING("QOSStopTrackingClient"),
    ENUMERATE("QOSEnumerateFlows"),
    ADD_SOCKET("QOSAddSocketToFlow"),
    REMOVE_SOCKET("QOSRemoveSocketFromFlow"),
    SET_FLOW("QOSSetFlow"),
    QUERY_FLOW("QOSQueryFlow"),
    NOTIFY_FLOW("QOSNotifyFlow"),
    CANCEL("QOSCancel");

    private final String cName;

    QosFunction(String cName) {
        this.cName = cName;
    }

    /** The name in the header and in the library's export table. */
    String cName() {
        return cName;
    }
}
