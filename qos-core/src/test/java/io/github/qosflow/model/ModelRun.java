package io.github.qosflow.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Plays many sequences; what fails is made short and printed. Under Wine the properties are given by
 * {@code JAVA_TOOL_OPTIONS=-Dqosflow.model.seed=…}.
 */
public final class ModelRun {
    /** The seed of a run that is to be repeated. */
    static final String SEED = "qosflow.model.seed";

    /** How many sequences a run has. */
    static final String SEQUENCES = "qosflow.model.sequences";

    /** Always the same, so that a build fails for its own change only; to look for more, take others. */
    private static final long USUAL_SEED = 1;

    private static final int ENOUGH = 250;
    private static final int LENGTH = 50;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration PATIENCE_WHILE_SHRINKING = Duration.ofMillis(700);

    private final long seed = Long.getLong(SEED, USUAL_SEED);
    private final int sequences = Integer.getInteger(SEQUENCES, ENOUGH);
    private final String name;
    private final List<Supplier<? extends Environment>> implementations;

    /**
     * A run.
     *
     * @param name what is compared
     * @param implementations what is opened for each sequence
     */
    public ModelRun(String name, List<Supplier<? extends Environment>> implementations) {
        this.name = name;
        this.implementations = implementations;
    }

    /** Plays all sequences and says what it did; throws at the first difference. */
    public void run() {
        Comparison comparison = new Comparison(PATIENCE, implementations);
        Sequences random = new Sequences(seed);
        long start = System.nanoTime();
        for (int i = 0; i < sequences; i++) {
            List<Command> sequence = random.next(LENGTH);
            Optional<Difference> difference = comparison.play(sequence);
            if (difference.isPresent()) {
                throw new AssertionError(report(sequence, difference.get()));
            }
        }
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        System.out.println(name + ": " + comparison.calls() + " calls in " + time.toMillis() + " ms, no difference; -D"
                + SEED + "=" + seed);
    }

    private String report(List<Command> sequence, Difference found) {
        Comparison quick = new Comparison(PATIENCE_WHILE_SHRINKING, implementations);
        List<Command> shortest =
                Shrinker.shrink(sequence, tried -> quick.play(tried).isPresent());
        StringBuilder report =
                new StringBuilder(name).append(" differs; -D" + SEED + "=").append(seed);
        shortest.forEach(command -> report.append("\n  ").append(command));
        quick.play(shortest).ifPresent(difference -> report.append('\n').append(difference));
        return report.append("\nAt first it was ").append(found).toString();
    }
}
