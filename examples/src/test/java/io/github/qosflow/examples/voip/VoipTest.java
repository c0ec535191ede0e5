package io.github.qosflow.examples.voip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong is said in one line. */
@Timeout(30)
class VoipTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--sip-port 70000        | voip: --sip-port 70000: it is 0 to 65535",
                "--sip-port -1           | voip: --sip-port -1: it is 0 to 65535",
                "--sip-port five         | voip: Invalid value for option '--sip-port': 'five' is not an int",
                "--tls-port 65536        | voip: --tls-port 65536: it is 0 to 65535",
                "--http 65536            | voip: --http 65536: it is 0 to 65535",
                "--media foo             | voip: --media foo: it is relay or direct",
                "--media-timeout 0       | voip: --media-timeout 0: it is 1 or more",
                "--drain -1              | voip: --drain -1: it is 0 or more",
                "--tls-cert here.pem     | voip: --tls-cert and --tls-key go together",
                "--tls-key here.pem      | voip: --tls-cert and --tls-key go together",
                "--media-ports 9-8       | voip: no range of ports with an even port and the odd one after it: 9-8; give FIRST-LAST, such as 16384-32767",
                "--media-ports many      | voip: no range of ports: 'many'; give FIRST-LAST, such as 16384-32767",
                "--loud                  | voip: Unknown option: '--loud'",
            })
    void aWrongOptionIsNamedWithItsValue(String arguments, String line) {
        String port = arguments.startsWith("--sip-port") ? "" : " --sip-port 0";
        assertEquals(line, refusal("--bind 127.0.0.1" + port + " " + arguments));
    }

    @Test
    void aPortThatSomebodyHasIsNamed() throws IOException {
        try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            String text = refusal("--bind 127.0.0.1 --sip-port " + taken.getLocalPort());
            assertTrue(text.startsWith("voip: cannot listen on UDP /127.0.0.1:" + taken.getLocalPort() + ": "), text);
        }
    }

    @Test
    void aPortOfThePageThatSomebodyHasIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String text = refusal("--bind 127.0.0.1 --sip-port 0 --http " + taken.getLocalPort());
            assertTrue(text.startsWith("voip: cannot listen on HTTP /127.0.0.1:" + taken.getLocalPort() + ": "), text);
        }
    }

    @Test
    void aCertificateThatIsNotThereIsNamed() {
        String text = refusal("--bind 127.0.0.1 --sip-port 0 --tls-port 0 --tls-cert no.pem --tls-key no.key");
        assertTrue(text.startsWith("voip: --tls-cert no.pem with --tls-key no.key: "), text);
    }

    /** The one line. */
    private static String refusal(String arguments) {
        StringWriter errors = new StringWriter();
        int status = Voip.commandLine().setErr(new PrintWriter(errors, true)).execute(arguments.split(" "));
        assertEquals(2, status);
        assertEquals(1, errors.toString().lines().count(), errors::toString);
        return errors.toString().strip();
    }
}
