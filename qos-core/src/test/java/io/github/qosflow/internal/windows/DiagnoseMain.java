package io.github.qosflow.internal.windows;

import io.github.qosflow.Qos;

/** Says what a program of a user would learn. */
final class DiagnoseMain {
    private DiagnoseMain() {}

    public static void main(String[] arguments) {
        System.out.println(Qos.diagnose());
    }
}
