package io.github.qosflow.internal.windows;

/**
 * The two threads of the back end, shared by all its subsystems: one takes completions, one works.
 *
 * @param port where overlapped calls complete
 * @param worker who calls the system when nobody else may
 */
record Engine(CompletionPort port, Worker worker) {
    void end() {
        worker.end();
        port.end();
    }
}
