/** What every implementation of the API does, whatever system it stands on. */
package io.github.qosflow.behaviour;
