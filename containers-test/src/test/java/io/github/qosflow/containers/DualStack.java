package io.github.qosflow.containers;

import com.github.dockerjava.api.model.Network.Ipam;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.testcontainers.containers.Network;

/** Docker networks, with IPv4 and IPv6 as a rule. */
final class DualStack {
    private static final int GLOBAL_ID_BITS = 40;

    private DualStack() {}

    /** IPv6 comes from a subnet of one's own (RFC 4193): its number is drawn by lot, so that no two of them meet. */
    static Network network() {
        return Network.builder()
                .enableIpv6(true)
                .createNetworkCmdModifier(command -> command.withLabels(Label.ofThisRun())
                        .withIpam(new Ipam().withConfig(new Ipam.Config().withSubnet(subnet()))))
                .build();
    }

    /** For tests of what both have in common. */
    static Network ipv4() {
        return Network.builder()
                .createNetworkCmdModifier(command -> command.withLabels(Label.ofThisRun()))
                .build();
    }

    private static String subnet() {
        String id = HexFormat.of()
                .toHexDigits(ThreadLocalRandom.current().nextLong(1L << GLOBAL_ID_BITS), GLOBAL_ID_BITS / 4);
        return "fd" + id.substring(0, 2) + ":" + id.substring(2, 6) + ":" + id.substring(6) + "::/64";
    }
}
