package io.github.qosflow.model;

import io.github.qosflow.DataRate;
import io.github.qosflow.Dscp;
import io.github.qosflow.FlowFundamentals;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.OutgoingRate;
import io.github.qosflow.RateReason;
import io.github.qosflow.Shaping;
import io.github.qosflow.TrafficType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/** Random sequences of calls; the same for the same seed. */
public final class Sequences {
    private static final int FLOWS = 12;
    private static final int FUTURES = 30;
    private static final int LISTENERS = 2;
    private static final int PEERS = 3;
    private static final List<Dscp> MARKS = List.of(Dscp.CS0, Dscp.CS1, Dscp.CS5, Dscp.CS7, Dscp.EF, Dscp.AF41);
    private static final List<DataRate> RATES = List.of(
            DataRate.ofKilobitsPerSecond(500),
            DataRate.ofMegabitsPerSecond(2),
            DataRate.ofMegabitsPerSecond(4),
            DataRate.SYSTEM_MINIMUM,
            DataRate.ofMegabitsPerSecond(5_000));
    private static final List<DataRate> TOTALS = List.of(
            DataRate.ofMegabitsPerSecond(1),
            DataRate.ofMegabitsPerSecond(3),
            DataRate.ofMegabitsPerSecond(5),
            DataRate.SYSTEM_MINIMUM,
            DataRate.ofMegabitsPerSecond(6_000));

    private final Random random;
    private final List<Supplier<Command>> all = new ArrayList<>();
    private final List<Supplier<Command>> meetingRestarts = new ArrayList<>();

    /**
     * Sequences.
     *
     * @param seed what decides
     */
    public Sequences(long seed) {
        random = new Random(seed);
        callsOfFlows();
        callsOfPaths();
        callsOfTheSubsystem();
        events();
    }

    /**
     * The next sequence.
     *
     * @param length how many calls
     * @return the calls
     */
    public List<Command> next(int length) {
        List<Command> sequence = new ArrayList<>();
        while (sequence.size() < length) {
            sequence.add(one(all).get());
        }
        return sequence;
    }

    private void callsOfFlows() {
        meetsRestarts(10, () -> new Command.CreateFlow(spec(), endpoint(), destination()));
        meetsRestarts(6, () -> new Command.Add(flow(), endpoint(), destination()));
        often(5, () -> new Command.Remove(flow(), endpoint()));
        meetsRestarts(5, () -> new Command.SetTrafficType(flow(), one(TrafficType.values())));
        meetsRestarts(6, () -> new Command.SetOutgoingRate(flow(), rate()));
        meetsRestarts(5, () -> new Command.SetOutgoingDscp(flow(), one(MARKS)));
        meetsRestarts(2, () -> new Command.QueryPacketPriority(flow()));
        meetsRestarts(2, () -> new Command.QueryOutgoingRate(flow()));
        often(3, () -> new Command.Close(flow()));
    }

    private void callsOfPaths() {
        meetsRestarts(3, () -> new Command.QueryFundamentals(flow(), random.nextBoolean()));
        meetsRestarts(4, () -> new Command.NotifyCongested(flow()));
        meetsRestarts(4, () -> new Command.NotifyUncongested(flow()));
        meetsRestarts(6, () -> new Command.NotifyAvailable(flow(), one(TOTALS)));
        often(5, () -> new Command.Cancel(random.nextInt(FUTURES)));
        often(6, () -> new Command.AddListener(flow(), random.nextInt(LISTENERS)));
        often(4, () -> new Command.RemoveListener(flow(), random.nextInt(LISTENERS)));
    }

    private void callsOfTheSubsystem() {
        meetsRestarts(1, () -> new Command.StartTracking(random.nextInt(PEERS)));
        meetsRestarts(1, () -> new Command.StopTracking(random.nextInt(PEERS)));
        often(2, () -> new Command.EnumerateFlows()); // of flows that are being put back it sees some
    }

    private void events() {
        often(3, () -> new Command.Administrator(random.nextBoolean()));
        often(8, () -> new Command.Congestion(flow(), random.nextBoolean()));
        often(5, () -> new Command.Available(flow(), one(TOTALS)));
        often(3, () -> new Command.Fundamentals(fundamentals()));
        often(2, () -> new Command.Restart(one(meetingRestarts).get()));
    }

    private void often(int weight, Supplier<Command> command) {
        for (int i = 0; i < weight; i++) {
            all.add(command);
        }
    }

    /** Calls that may be the first to notice a restart, and whose outcome does not depend on whether they are. */
    private void meetsRestarts(int weight, Supplier<Command> command) {
        often(weight, command);
        meetingRestarts.add(command);
    }

    private FlowSpec spec() {
        FlowSpec.Builder spec = FlowSpec.builder(one(TrafficType.values()));
        boolean adaptive = random.nextInt(2) == 0;
        if (adaptive) {
            spec.adaptive(true);
        } else if (random.nextInt(3) == 0) {
            spec.dscp(one(MARKS));
        }
        if (random.nextInt(2) == 0) {
            spec.outgoingRate(rate());
        }
        return spec.build();
    }

    private OutgoingRate rate() {
        return new OutgoingRate(one(RATES), one(Shaping.values()), one(RateReason.values()));
    }

    private FlowFundamentals fundamentals() {
        return new FlowFundamentals(
                perhaps(DataRate.ofMegabitsPerSecond(20)), perhaps(one(TOTALS)), perhaps(Duration.ofNanos(12_500_000)));
    }

    private <T> Optional<T> perhaps(T value) {
        return random.nextBoolean() ? Optional.of(value) : Optional.empty();
    }

    private int flow() {
        return random.nextInt(FLOWS);
    }

    /** Mostly one that fits the destination that is drawn next, or none does. */
    private Endpoint endpoint() {
        return random.nextInt(12) == 0 ? Endpoint.CLOSED : one(Endpoint.values());
    }

    private Destination destination() {
        return one(Destination.values());
    }

    private <T> T one(List<T> choice) {
        return choice.get(random.nextInt(choice.size()));
    }

    private <T> T one(T[] choice) {
        return choice[random.nextInt(choice.length)];
    }
}
