package io.github.qosflow.internal;

import com.sun.jna.Native;
import io.github.qosflow.QosDiagnosis.Finding;
import java.util.ArrayList;
import java.util.List;

/** What a diagnosis says of the virtual machine, beside what the back end says of the system. */
public final class JvmFacts {
    private JvmFacts() {}

    /**
     * What the JVM and the system say of themselves.
     *
     * @param backend the back end, with what it knows
     * @return the findings
     */
    public static List<Finding> findings(Backend backend) {
        List<Finding> findings = new ArrayList<>();
        findings.add(new Finding(
                "java",
                property("java.runtime.version") + " of " + property("java.vendor") + ", JNA " + Native.VERSION));
        if (Boolean.getBoolean("java.net.preferIPv4Stack")) {
            findings.add(new Finding("java", "java.net.preferIPv4Stack is true: this JVM has no IPv6"));
        }
        findings.addAll(backend.findings());
        return findings;
    }

    /**
     * What is worth changing.
     *
     * @param backend the back end, with what it knows
     * @return the advice, one thing a line
     */
    public static List<String> advice(Backend backend) {
        List<String> advice = new ArrayList<>();
        if (!isNativeAccessEnabled()) {
            advice.add(
                    "start Java with --enable-native-access=ALL-UNNAMED (or =com.sun.jna on the module path): later JDKs may refuse native calls without it");
        }
        advice.addAll(backend.advice());
        return advice;
    }

    /** JEP 472. Older JVMs, which have no such method, ask for nothing. */
    private static boolean isNativeAccessEnabled() {
        try {
            return (boolean) Module.class.getMethod("isNativeAccessEnabled").invoke(Native.class.getModule());
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }

    private static String property(String name) {
        return System.getProperty(name, "unknown");
    }
}
