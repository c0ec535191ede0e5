package io.github.qosflow.internal.windows;

import io.github.qosflow.DataRate;
import io.github.qosflow.Marking;
import io.github.qosflow.QosException;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosFlowListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A listener that writes down what it is told, in one word each. */
final class Told implements QosFlowListener {
    private final List<String> words = new CopyOnWriteArrayList<>();

    static Told by(QosFlow flow) {
        Told told = new Told();
        flow.addListener(told);
        return told;
    }

    List<String> words() {
        return List.copyOf(words);
    }

    @Override
    public void congested(QosFlow flow) {
        words.add("congested");
    }

    @Override
    public void uncongested(QosFlow flow) {
        words.add("uncongested");
    }

    @Override
    public void available(QosFlow flow, DataRate rate) {
        words.add("available:" + rate.bitsPerSecond());
    }

    @Override
    public void markingChanged(QosFlow flow, Marking marking) {
        words.add("marking:" + marking.effective().value());
    }

    @Override
    public void lost(QosFlow flow, QosException cause) {
        words.add("lost");
    }

    @Override
    public void restored(QosFlow flow) {
        words.add("restored");
    }
}
