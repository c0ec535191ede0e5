package io.github.qosflow.model;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.awaitility.core.ConditionTimeoutException;

/** Makes the calls of a sequence on the model and on implementations, and compares after each. */
public final class Comparison {
    private static final Duration POLL = Duration.ofMillis(1);

    private final List<Supplier<? extends Environment>> implementations;
    private final Duration patience;
    private int calls;

    /**
     * A comparison.
     *
     * @param patience how long the model's state is waited for
     * @param implementations what is opened for each sequence
     */
    public Comparison(Duration patience, List<Supplier<? extends Environment>> implementations) {
        this.patience = patience;
        this.implementations = implementations;
    }

    /** Plays a sequence. {@return the first difference} */
    public Optional<Difference> play(List<Command> sequence) {
        List<Environment> environments = new ArrayList<>();
        try {
            implementations.forEach(implementation -> environments.add(implementation.get()));
            List<Played> played = environments.stream().map(Played::new).toList();
            return play(sequence, played);
        } finally {
            environments.forEach(Environment::close);
        }
    }

    private Optional<Difference> play(List<Command> sequence, List<Played> implementations) {
        Model model = new Model();
        for (Command command : withEnd(sequence)) {
            calls++;
            model.begin(isInOrder(command));
            String expected = command.on(model);
            for (Played implementation : implementations) {
                Optional<Difference> difference = implementation.play(command, expected, model.state());
                if (difference.isPresent()) {
                    implementations.forEach(one -> one.api.closeSubsystem());
                    return difference;
                }
            }
        }
        return Optional.empty();
    }

    private static List<Command> withEnd(List<Command> sequence) {
        List<Command> whole = new ArrayList<>(sequence);
        whole.add(new Command.CloseSubsystem());
        return whole;
    }

    private static boolean isInOrder(Command command) {
        return !(command instanceof Command.Restart);
    }

    /** {@return how many calls were made on each} */
    public int calls() {
        return calls;
    }

    /** An implementation during one sequence. */
    private final class Played {
        final Environment environment;
        final Api api;

        Played(Environment environment) {
            this.environment = environment;
            this.api = new Api(environment);
        }

        Optional<Difference> play(Command command, String expected, List<String> modelState) {
            api.begin(isInOrder(command));
            environment.expect(command, expected);
            String outcome = command.on(api);
            environment.settle();
            boolean hasRequests = environment.requests().isPresent();
            List<String> expectedState = Differences.comparable(modelState, hasRequests);
            if (outcome.equals(expected) && agrees(expectedState)) {
                return Optional.empty();
            }
            return Optional.of(
                    new Difference(environment.name(), command, expected, outcome, expectedState, api.state()));
        }

        private boolean agrees(List<String> expected) {
            if (api.state().equals(expected)) {
                return true;
            }
            try {
                await().pollDelay(Duration.ZERO)
                        .pollInterval(POLL)
                        .atMost(patience)
                        .until(() -> api.state().equals(expected));
                return true;
            } catch (ConditionTimeoutException e) {
                return false;
            }
        }
    }
}
