package io.github.qosflow.containers;

import java.util.Map;

/** Tells what these tests make from what others do on the same Docker: by it {@code ci/containers.sh} sees what is left. */
final class Label {
    private Label() {}

    /** {@return one label, {@code qosflow-run=} and the run's number; without a number where no script started it} */
    static Map<String, String> ofThisRun() {
        String[] label = System.getProperty("qosflow.run", "qosflow-run=").split("=", 2);
        return Map.of(label[0], label[1]);
    }
}
