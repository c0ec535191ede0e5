package io.github.qosflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.QosException.Reason;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {
    private static final QosException REFUSED =
            new QosException("QOSSetFlow", 5, Reason.ACCESS_DENIED, "Run elevated.");

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void aRateIsMoreThanNothing(long rate) {
        String value = Long.toString(rate);
        assertTrue(thrown(() -> DataRate.ofBitsPerSecond(rate)).contains(value));
        assertTrue(thrown(() -> DataRate.ofKilobitsPerSecond(rate)).contains(value));
        assertTrue(thrown(() -> DataRate.ofMegabitsPerSecond(rate)).contains(value));
    }

    @Test
    void aRateThatDoesNotFitIsRefused() {
        assertTrue(thrown(() -> DataRate.ofKilobitsPerSecond(Long.MAX_VALUE)).contains("" + Long.MAX_VALUE));
        assertEquals(
                Long.MAX_VALUE / 1_000_000 * 1_000_000,
                DataRate.ofMegabitsPerSecond(Long.MAX_VALUE / 1_000_000).bitsPerSecond());
        assertTrue(thrown(() -> DataRate.ofMegabitsPerSecond(Long.MAX_VALUE / 1_000_000 + 1))
                .contains("Mbit/s"));
    }

    @ParameterizedTest
    @CsvSource({"1,1", "8,1", "9,2", "64000,8000", "9223372036854775807,1152921504606846976"})
    void bytesAreRoundedUpSoThatTheyAreNeverNone(long bits, long bytes) {
        assertEquals(bytes, DataRate.ofBitsPerSecond(bits).bytesPerSecond());
    }

    @ParameterizedTest
    @CsvSource({"1,1 bit/s", "999,999 bit/s", "64000,64 kbit/s", "1500000,1.500 Mbit/s", "2000000,2 Mbit/s"})
    void aRatePrintsItsUnit(long bits, String text) {
        assertEquals(text, DataRate.ofBitsPerSecond(bits).toString());
    }

    @Test
    void ratesCompareByAmount() {
        assertTrue(DataRate.ofKilobitsPerSecond(2).compareTo(DataRate.ofBitsPerSecond(1999)) > 0);
    }

    @Test
    void aSpecificationOfATypeAsksForNothingElse() {
        FlowSpec spec = FlowSpec.of(TrafficType.VOICE);
        assertEquals(TrafficType.VOICE, spec.trafficType());
        assertEquals(Optional.empty(), spec.dscp());
        assertEquals(Optional.empty(), spec.outgoingRate());
        assertEquals(false, spec.adaptive());
        assertEquals("VOICE", spec.toString());
    }

    @Test
    void exactDscpAndAdaptiveExcludeEachOther() {
        FlowSpec.Builder both =
                FlowSpec.builder(TrafficType.VOICE).dscp(Dscp.EF).adaptive(true);
        assertTrue(thrown(both::build).contains("EF (46)"));
    }

    @Test
    void aBuilderDoesNotLeakIntoWhatItHasBuilt() {
        FlowSpec.Builder builder = FlowSpec.builder(TrafficType.VOICE);
        FlowSpec before = builder.build();
        builder.dscp(Dscp.EF);
        assertEquals(Optional.empty(), before.dscp());
    }

    @Test
    void aSpecificationCanBeDerivedFromAnother() {
        OutgoingRate rate = OutgoingRate.of(DataRate.ofMegabitsPerSecond(2));
        FlowSpec spec = FlowSpec.builder(TrafficType.AUDIO_VIDEO)
                .dscp(Dscp.AF41)
                .outgoingRate(rate)
                .build();
        assertEquals(spec, spec.toBuilder().build());
        assertEquals(spec.hashCode(), spec.toBuilder().build().hashCode());
        assertNotEquals(spec, spec.toBuilder().dscp(Dscp.AF42).build());
        assertEquals("AUDIO_VIDEO, DSCP AF41 (34), 2 Mbit/s SHAPE_AND_MARK", spec.toString());
        assertEquals(
                "VOICE, adaptive",
                FlowSpec.builder(TrafficType.VOICE).adaptive(true).build().toString());
    }

    @Test
    void theWindowsProfileIsTheDocumentedTable() {
        assertEquals("0 8 40 40 56 56", marks(MarkingProfile.WINDOWS));
    }

    @Test
    void theRfc4594ProfileIsItsServiceClasses() {
        assertEquals("0 8 18 34 46 40", marks(MarkingProfile.RFC4594));
    }

    @Test
    void anExactDscpGoesBeforeTheProfile() {
        FlowSpec exact = FlowSpec.builder(TrafficType.VOICE).dscp(Dscp.AF41).build();
        assertEquals(Dscp.AF41, MarkingProfile.WINDOWS.dscp(exact));
        assertEquals(Dscp.CS7, MarkingProfile.WINDOWS.dscp(FlowSpec.of(TrafficType.VOICE)));
    }

    @Test
    void aMarkingSaysWhatDiffersAndWhy() {
        assertEquals("EF (46)", new Marking(Dscp.EF, Dscp.EF, Optional.empty()).toString());
        assertEquals(
                "EF (46) requested, CS7 (56) effective: ACCESS_DENIED",
                new Marking(Dscp.EF, Dscp.CS7, Optional.of(REFUSED)).toString());
    }

    @Test
    void anExceptionNamesFunctionNumberMeaningAndRemedy() {
        assertEquals("QOSSetFlow failed with error 5: ACCESS_DENIED. Run elevated.", REFUSED.getMessage());
        assertEquals("QOSSetFlow", REFUSED.operation());
        assertEquals(5, REFUSED.code());
        assertEquals(Reason.ACCESS_DENIED, REFUSED.reason());
        assertEquals("Run elevated.", REFUSED.hint());
    }

    @Test
    void fundamentalsPrintWhatIsKnown() {
        FlowFundamentals some = new FlowFundamentals(
                Optional.of(DataRate.ofMegabitsPerSecond(20)),
                Optional.empty(),
                Optional.of(Duration.ofNanos(12_500_000)));
        assertEquals("bottleneck 20 Mbit/s, available unknown, round trip 12.5 ms", some.toString());
        assertEquals("bottleneck unknown, available unknown, round trip unknown", FlowFundamentals.UNKNOWN.toString());
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE})
    void aSocketNumberIsNotNegative(long handle) {
        assertTrue(thrown(() -> NativeSocket.ofHandle(handle)).contains(Long.toString(handle)));
    }

    @Test
    void socketsAreEqualByTheirNumber() {
        assertEquals(NativeSocket.ofHandle(7), NativeSocket.ofHandle(7));
        assertNotEquals(NativeSocket.ofHandle(7), NativeSocket.ofHandle(8));
        assertEquals("socket 7", NativeSocket.ofHandle(7).toString());
        assertEquals(Optional.empty(), NativeSocket.ofHandle(7).origin());
    }

    private static String marks(MarkingProfile profile) {
        StringBuilder marks = new StringBuilder();
        for (TrafficType type : TrafficType.values()) {
            marks.append(marks.isEmpty() ? "" : " ").append(profile.dscp(type).value());
        }
        return marks.toString();
    }

    private static String thrown(org.junit.jupiter.api.function.Executable call) {
        return assertThrows(IllegalArgumentException.class, call).getMessage();
    }

    @ParameterizedTest
    @CsvSource({
        "IPV4_UDP, 172, 68800, 80000",
        "IPV4_UDP, 160, 64000, 75200",
        "IPV4_TCP, 1460, 1000000, 1027398",
        "IPV6_UDP, 1, 1, 49",
        "IPV6_TCP, 1440, 1, 2"
    })
    void headersAreAddedToARateOfPayload(PacketHeaders headers, int payload, long bits, long expected) {
        DataRate rate = DataRate.ofBitsPerSecond(bits);

        assertEquals(expected, rate.withHeaders(headers, payload).bitsPerSecond());
        assertEquals(rate, rate.withHeaders(headers, payload).withoutHeaders(headers, payload));
    }

    @Test
    void headersTakenOffAgainGiveTheSameRate() {
        Random random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            DataRate rate = DataRate.ofBitsPerSecond((random.nextLong() >>> (1 + random.nextInt(56))) / 64 + 1);
            PacketHeaders headers = PacketHeaders.values()[random.nextInt(4)];
            int payload = 1 + random.nextInt(65_507);
            if (payload > 8) { // or the sum may not fit
                assertEquals(rate, rate.withHeaders(headers, payload).withoutHeaders(headers, payload));
            }
        }
        DataRate most = DataRate.ofBitsPerSecond(Long.MAX_VALUE);
        assertEquals(
                most.bitsPerSecond() / 2,
                most.withoutHeaders(PacketHeaders.IPV4_UDP, 28).bitsPerSecond());
        assertEquals(
                1,
                DataRate.ofBitsPerSecond(1)
                        .withoutHeaders(PacketHeaders.IPV4_UDP, 1)
                        .bitsPerSecond());
    }

    @Test
    void payloadsAndRatesThatCannotBeAreNamed() {
        DataRate most = DataRate.ofBitsPerSecond(Long.MAX_VALUE);

        assertTrue(thrown(() -> most.withHeaders(PacketHeaders.IPV4_UDP, 0)).contains("not 0"));
        assertTrue(thrown(() -> most.withoutHeaders(PacketHeaders.IPV4_UDP, -7)).contains("-7"));
        assertTrue(thrown(() -> most.withHeaders(PacketHeaders.IPV4_UDP, 1400)).contains("IPV4_UDP"));
    }

    @Test
    void aRateOfNothingIsWhatClosingIsFor() {
        assertTrue(thrown(() -> DataRate.ofBitsPerSecond(0)).contains("close"));
    }

    @Test
    void theSystemsMinimumIsAWordNotANumber() {
        assertEquals(0xFFFFFFFFL, OutgoingRate.systemMinimum().rate().bitsPerSecond());
        assertEquals(
                "the system's minimum SHAPE_AND_MARK",
                OutgoingRate.systemMinimum().toString());
    }
}
