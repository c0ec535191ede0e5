@NullMarked
package io.github.qosflow.integrations;

import org.jspecify.annotations.NullMarked;
