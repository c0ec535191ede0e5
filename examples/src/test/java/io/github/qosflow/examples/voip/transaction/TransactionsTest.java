package io.github.qosflow.examples.voip.transaction;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.parser.StringMsgParser;
import io.github.qosflow.examples.voip.sip.Hop;
import io.github.qosflow.examples.voip.sip.Replies;
import io.github.qosflow.examples.voip.sip.Transport;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** With times a fiftieth of the standard's. */
class TransactionsTest {
    private static final Timers TIMERS = new Timers(10, 80, 100);

    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final EventLoop loop = loops.next();
    private final SentMessages network = new SentMessages();
    private final User user = new User();
    private final Transactions transactions = new Transactions(loop, TIMERS, 100);

    TransactionsTest() {
        transactions.connect(network, user);
    }

    @AfterEach
    void noTransactionIsLeft() throws Exception {
        await().atMost(10, SECONDS).until(() -> onLoop(transactions::count) == 0);
        loops.shutdownGracefully(0, 5, SECONDS).sync();
    }

    @Test
    void whatComesBeforeThereIsAUserIsDropped() throws Exception {
        Transactions early = new Transactions(loop, TIMERS, 100);
        SIPRequest request = request("OPTIONS");
        onLoop(() -> {
            early.received(request, hop(Transport.UDP));
            return 0;
        });
        assertEquals(0, onLoop(early::count));
    }

    @Test
    void repeatsOfARequestReachTheUserOnceAndGetTheLastAnswerAgain() throws Exception {
        receive(request("OPTIONS"), Transport.UDP);
        receive(request("OPTIONS"), Transport.UDP);
        answer(200);
        receive(request("OPTIONS"), Transport.UDP);

        assertEquals(1, user.requests.size());
        assertEquals(2, network.count("SIP/2.0 200 OK"));
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aFailedInviteIsRepeatedOverUdpOnlyUntilItIsAcknowledged(Transport transport) throws Exception {
        receive(request("INVITE"), transport);
        answer(486);
        if (!transport.reliable()) {
            await().until(() -> network.count("SIP/2.0 486 ") >= 3);
        }
        receive(request("ACK"), transport);
        long sent = network.firstLines().size();
        Thread.sleep(20 * TIMERS.t1());

        assertEquals(sent, network.firstLines().size());
        assertTrue(transport.reliable() ? sent == 1 : sent >= 3);
        assertEquals(0, user.acknowledgements.size(), "an ACK of a failure is the transaction's business");
    }

    @Test
    void aFailedInviteThatNobodyAcknowledgesIsForgottenInTheEnd() throws Exception {
        receive(request("INVITE"), Transport.UDP);
        answer(486);

        await().atMost(10, SECONDS).until(() -> onLoop(transactions::count) == 0);
        // 10, 20, 40 and then every 80 of 640 milliseconds, and fewer on a busy machine
        assertTrue(
                network.firstLines().size() > 4 && network.firstLines().size() <= 11, network.firstLines()::toString);
    }

    @Test
    void anAcceptedInviteIsNotRepeatedAndItsAckGoesToTheUser() throws Exception {
        receive(request("INVITE"), Transport.UDP);
        answer(180);
        answer(200);
        receive(request("INVITE"), Transport.UDP);
        receive(request("ACK"), Transport.UDP);

        assertEquals(List.of("SIP/2.0 180 Ringing", "SIP/2.0 200 OK"), network.firstLines());
        assertEquals(1, user.acknowledgements.size());
    }

    @Test
    void repeatsOfA2xxByTheCalleePass() throws Exception {
        receive(request("INVITE"), Transport.UDP);
        answer(200);
        answer(200);

        assertEquals(2, network.count("SIP/2.0 200 OK"));
    }

    @Test
    void onlyOneFinalAnswerIsGiven() throws Exception {
        receive(request("INVITE"), Transport.TCP);
        answer(486);
        answer(200);
        receive(request("ACK"), Transport.TCP);

        assertEquals(1, network.firstLines().size());
        assertEquals(1, network.count("SIP/2.0 486 "));
    }

    @Test
    void aCancelIsAnsweredAndItsInviteToldOnce() throws Exception {
        receive(request("INVITE"), Transport.TCP);
        List<String> told = new ArrayList<>();
        onLoop(() -> {
            user.transaction(0).onCancel(() -> {
                told.add("cancelled");
                user.answer(0, 487);
            });
            return 0;
        });
        receive(request("CANCEL"), Transport.TCP);
        receive(request("CANCEL"), Transport.TCP);
        receive(request("ACK"), Transport.TCP);

        assertEquals(List.of("cancelled"), told);
        assertEquals(1, network.count("SIP/2.0 487 "));
        assertTrue(network.count("SIP/2.0 200 OK") >= 1);
    }

    @Test
    void aCancelOfNothingGets481() throws Exception {
        receive(request("CANCEL"), Transport.UDP);

        assertEquals(1, network.count("SIP/2.0 481 "));
    }

    @Test
    void aCancelAfterTheAnswerChangesNothing() throws Exception {
        receive(request("INVITE"), Transport.UDP);
        List<String> told = new ArrayList<>();
        onLoop(() -> {
            user.transaction(0).onCancel(() -> told.add("cancelled"));
            return 0;
        });
        answer(200);
        receive(request("CANCEL"), Transport.UDP);

        assertEquals(List.of(), told);
    }

    @Test
    void beyondTheLimitNewRequestsGet503AndAreForgotten() throws Exception {
        Transactions small = new Transactions(loop, TIMERS, 2);
        small.connect(network, user);
        for (int call = 0; call < 10; call++) {
            SIPRequest request = request("OPTIONS", "z9hG4bKlimit" + call);
            onLoop(() -> {
                small.received(request, hop(Transport.UDP));
                return 0;
            });
        }

        assertEquals(2, onLoop(small::count));
        assertEquals(2, user.requests.size());
        assertEquals(8, network.count("SIP/2.0 503 "));
        assertTrue(network.last().contains("Retry-After:"));
        onLoop(() -> {
            small.close();
            return 0;
        });
    }

    @ParameterizedTest
    @CsvSource({"INVITE, UDP, 7", "OPTIONS, UDP, 11", "INVITE, TCP, 1", "OPTIONS, TLS, 1"})
    void aRequestIsRepeatedOverUdpOnlyAndFailsWith408(String method, Transport transport, int most) throws Exception {
        Answers answers = send(method, transport);

        await().atMost(10, SECONDS).until(() -> answers.seen.equals(List.of("failed 408")));
        int sent = network.firstLines().size();
        assertTrue(sent <= most && sent >= Math.min(most, 5), () -> sent + " times");
    }

    @Test
    void aRequestThatCannotBeSentFailsWith503() throws Exception {
        network.cutOff();
        Answers answers = send("OPTIONS", Transport.TCP);

        await().until(() -> answers.seen.equals(List.of("failed 503")));
    }

    @Test
    void aFailureIsToldWhenTheSenderHasTheTransaction() throws Exception {
        network.cutOff();
        Answers answers = new Answers();

        assertEquals(List.of(), onLoop(() -> {
            transactions.start(request("OPTIONS"), hop(Transport.TCP), answers);
            return List.copyOf(answers.seen);
        }));
        await().until(() -> answers.seen.equals(List.of("failed 503")));
    }

    @Test
    void anInviteThatRingsIsNotRepeatedAndFailsNoMore() throws Exception {
        Answers answers = send("INVITE", Transport.UDP);
        reply(180);
        long sent = network.firstLines().size();
        Thread.sleep(TIMERS.patience() + 200);

        assertEquals(sent, network.firstLines().size());
        assertEquals(List.of("180"), answers.seen);
        reply(200);
    }

    @Test
    void aFailureOfAnInviteIsAcknowledgedEachTimeItComesAndToldOnce() throws Exception {
        Answers answers = send("INVITE", Transport.UDP);
        reply(486);
        reply(486);

        assertEquals(List.of("486"), answers.seen);
        assertEquals(2, network.count("ACK sip:bob@127.0.0.1 SIP/2.0"));
    }

    @Test
    void every2xxOfAnInviteIsToldAndNoneAcknowledged() throws Exception {
        Answers answers = send("INVITE", Transport.UDP);
        reply(200);
        reply(200);

        assertEquals(List.of("200", "200"), answers.seen);
        assertEquals(0, network.count("ACK sip:bob@127.0.0.1 SIP/2.0"));
    }

    @Test
    void aSecondAnswerToAnotherRequestIsAbsorbed() throws Exception {
        Answers answers = send("OPTIONS", Transport.UDP);
        reply(200);
        reply(200);

        assertEquals(List.of("200"), answers.seen);
    }

    @Test
    void anAnswerToNothingIsDropped() throws Exception {
        sentRequest = request("OPTIONS");
        reply(200);

        assertEquals(List.of(), network.firstLines());
    }

    @Test
    void aCancelWaitsForTheFirstSignOfLife() throws Exception {
        send("INVITE", Transport.TCP);
        onLoop(() -> {
            client.cancel();
            return 0;
        });
        assertEquals(0, network.count("CANCEL sip:bob@127.0.0.1 SIP/2.0"));
        reply(180);
        assertEquals(1, network.count("CANCEL sip:bob@127.0.0.1 SIP/2.0"));
        reply(487);
    }

    private SIPRequest sentRequest;
    private ClientTransaction client;

    private Answers send(String method, Transport transport) throws Exception {
        Answers answers = new Answers();
        sentRequest = request(method);
        onLoop(() -> client = transactions.start(sentRequest, hop(transport), answers));
        return answers;
    }

    private void reply(int status) throws Exception {
        SIPResponse response = Replies.to(sentRequest, status);
        onLoop(() -> {
            transactions.received(response, hop(Transport.UDP));
            return 0;
        });
    }

    private void receive(SIPRequest request, Transport transport) throws Exception {
        onLoop(() -> {
            transactions.received(request, hop(transport));
            return 0;
        });
    }

    private void answer(int status) throws Exception {
        onLoop(() -> {
            user.answer(0, status);
            return 0;
        });
    }

    private <T> T onLoop(Callable<T> action) throws Exception {
        return loop.submit(action).get(5, SECONDS);
    }

    private static Hop hop(Transport transport) {
        return new Hop(transport, new InetSocketAddress("127.0.0.1", 5099), null);
    }

    private static SIPRequest request(String method) throws ParseException {
        return request(method, "z9hG4bK1");
    }

    private static SIPRequest request(String method, String branch) throws ParseException {
        String text = method + " sip:bob@127.0.0.1 SIP/2.0\r\n"
                + "Via: SIP/2.0/UDP 127.0.0.1:5099;branch=" + branch + "\r\n"
                + "From: <sip:alice@127.0.0.1>;tag=a\r\nTo: <sip:bob@127.0.0.1>\r\n"
                + "Call-ID: one\r\nCSeq: 1 " + method + "\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n";
        SIPMessage message =
                new StringMsgParser().parseSIPMessage(text.getBytes(StandardCharsets.UTF_8), true, true, null);
        return (SIPRequest) message;
    }

    private static final class User implements TransactionUser {
        private final List<SIPRequest> requests = new CopyOnWriteArrayList<>();
        private final List<ServerTransaction> taken = new CopyOnWriteArrayList<>();
        private final List<SIPRequest> acknowledgements = new CopyOnWriteArrayList<>();

        @Override
        public void request(ServerTransaction transaction, SIPRequest request) {
            requests.add(request);
            taken.add(transaction);
        }

        @Override
        public void acknowledged(SIPRequest request, Hop from) {
            acknowledgements.add(request);
        }

        ServerTransaction transaction(int number) {
            return taken.get(number);
        }

        void answer(int number, int status) {
            taken.get(number).respond(Replies.to(requests.get(number), status));
        }
    }

    private static final class Answers implements ResponseListener {
        private final List<String> seen = new CopyOnWriteArrayList<>();

        @Override
        public void response(SIPResponse response) {
            seen.add(Integer.toString(response.getStatusCode()));
        }

        @Override
        public void failed(int status) {
            seen.add("failed " + status);
        }
    }
}
