#!/usr/bin/env bash
# Layer sipp: telephones of SIPp, each in a Docker container, call through the example server in another one: over UDP, TCP and
# TLS, many at once, over a lossy network, and with the marks captured where they arrive.
exec bash ci/containers.sh sipp
