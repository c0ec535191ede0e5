package io.github.qosflow.examples.bottleneck;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import java.util.LinkedHashMap;
import java.util.List;

/** The runs by scenario, in the order they were measured. */
final class Rows {
    private Rows() {}

    static List<Row> of(List<Run> runs) {
        return runs.stream()
                .collect(groupingBy(Run::scenario, LinkedHashMap::new, mapping(Run::figures, toList())))
                .entrySet()
                .stream()
                .map(entry -> new Row(entry.getKey(), entry.getValue()))
                .toList();
    }
}
