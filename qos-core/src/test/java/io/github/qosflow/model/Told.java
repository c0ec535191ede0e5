package io.github.qosflow.model;

import io.github.qosflow.DataRate;
import io.github.qosflow.Marking;
import io.github.qosflow.QosException;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosFlowListener;
import java.util.ArrayList;
import java.util.List;

/** A listener that writes down in words what it is told during one call and what comes of it. */
final class Told implements QosFlowListener {
    static final String LOST = "lost";
    static final String RESTORED = "restored";

    private final List<String> words = new ArrayList<>();
    private int seen;
    private boolean inOrder = true;

    /** What was looked at is forgotten; what has come since then is still to be seen. */
    synchronized void begin(boolean ordered) {
        words.subList(0, seen).clear();
        seen = 0;
        inOrder = ordered;
    }

    synchronized List<String> words() {
        seen = words.size();
        return inOrder ? List.copyOf(words) : words.stream().sorted().toList();
    }

    synchronized void tell(String word) {
        words.add(word);
    }

    @Override
    public void congested(QosFlow flow) {
        tell("congested");
    }

    @Override
    public void uncongested(QosFlow flow) {
        tell("uncongested");
    }

    @Override
    public void available(QosFlow flow, DataRate rate) {
        tell(Words.available(rate));
    }

    @Override
    public void markingChanged(QosFlow flow, Marking marking) {
        tell("marking " + Words.of(marking));
    }

    @Override
    public void lost(QosFlow flow, QosException cause) {
        tell(LOST);
    }

    @Override
    public void restored(QosFlow flow) {
        tell(RESTORED);
    }
}
