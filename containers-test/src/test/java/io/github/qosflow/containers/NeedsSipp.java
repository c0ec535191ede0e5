package io.github.qosflow.containers;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** A class of the layer sipp, which takes long: without Docker it is skipped with the reason, or fails where it is required. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("sipp")
@ExtendWith(DockerGate.class)
@interface NeedsSipp {}
