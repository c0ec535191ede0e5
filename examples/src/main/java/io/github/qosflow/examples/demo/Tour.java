package io.github.qosflow.examples.demo;

import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Opens every kind of connection in turn and watches both ends send. */
record Tour(EventLoopGroup loops) {
    /** Of each channel: a mark that is right once could be luck. */
    static final int MESSAGES = 5;

    List<Row> walk() throws InterruptedException {
        List<Row> rows = new ArrayList<>();
        for (Traffic traffic : Traffic.values()) {
            for (Family family : Family.values()) {
                rows.addAll(visit(traffic, family));
            }
        }
        return rows;
    }

    private List<Row> visit(Traffic traffic, Family family) throws InterruptedException {
        Watch client = new Watch(traffic, family, "client");
        Watch server = new Watch(traffic, family, "server");
        try (Connection connection = Connection.open(loops, traffic, family)) {
            return List.of(
                    client.row(connection.client(), connection.server()),
                    server.row(connection.server(), connection.client()));
        } catch (IOException | RuntimeException | LinkageError e) {
            return List.of(client.row(Optional.empty(), Optional.of(e)), server.row(Optional.empty(), Optional.of(e)));
        }
    }
}
