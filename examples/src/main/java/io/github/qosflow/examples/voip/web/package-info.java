/** The live page and the figures for Prometheus. */
@NullMarked
package io.github.qosflow.examples.voip.web;

import org.jspecify.annotations.NullMarked;
