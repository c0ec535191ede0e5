/* Socket addresses, and the rules for QOSAddSocketToFlow's DestAddr. */
#include "qwave.h"

#include <stdio.h>
#include <string.h>

BOOL address_local(SOCKET socket, Address *address) {
    *address = (Address) {.length = sizeof address->name};
    if (getsockname(socket, &address->name.any, &address->length) != 0) {
        address->length = 0;
    }
    return address->length != 0;
}

BOOL address_peer(SOCKET socket, Address *address) {
    *address = (Address) {.length = sizeof address->name};
    if (getpeername(socket, &address->name.any, &address->length) != 0) {
        address->length = 0;
    }
    return address->length != 0;
}

BOOL address_take(Address *address, const SOCKADDR *name) {
    *address = (Address) {0};
    if (name && name->sa_family == AF_INET) {
        address->length = sizeof address->name.v4;
    } else if (name && name->sa_family == AF_INET6) {
        address->length = sizeof address->name.v6;
    }
    if (address->length) {
        memcpy(&address->name, name, address->length);
    }
    return address->length != 0;
}

USHORT address_port(const Address *address) {
    /* sin_port and sin6_port share their offset. */
    return address->length ? ntohs(address->name.v4.sin_port) : 0;
}

BOOL address_mapped(const Address *address) {
    return address->length && address->name.any.sa_family == AF_INET6
        && IN6_IS_ADDR_V4MAPPED(&address->name.v6.sin6_addr);
}

static const BYTE *bytes_v4(const Address *address) {
    if (address->name.any.sa_family == AF_INET) {
        return (const BYTE *) &address->name.v4.sin_addr;
    }
    return address_mapped(address) ? address->name.v6.sin6_addr.u.Byte + 12 : NULL;
}

BOOL address_loopback(const Address *address) {
    const BYTE *v4 = bytes_v4(address);
    return address->length && (v4 ? v4[0] == 127 : IN6_IS_ADDR_LOOPBACK(&address->name.v6.sin6_addr) != 0);
}

BOOL address_wildcard(const Address *address) {
    static const BYTE nothing[4];
    const BYTE *v4 = bytes_v4(address);
    return v4 ? memcmp(v4, nothing, 4) == 0 : IN6_IS_ADDR_UNSPECIFIED(&address->name.v6.sin6_addr) != 0;
}

/* The scope counts only when both sides name one: a connect may fill it in. */
static BOOL same_v6(const SOCKADDR_IN6 *a, const SOCKADDR_IN6 *b) {
    return memcmp(&a->sin6_addr, &b->sin6_addr, sizeof a->sin6_addr) == 0
        && (!a->sin6_scope_id || !b->sin6_scope_id || a->sin6_scope_id == b->sin6_scope_id);
}

BOOL address_equal(const Address *a, const Address *b, BOOL with_port) {
    if (!a->length || !b->length || a->name.any.sa_family != b->name.any.sa_family) {
        return FALSE;
    }
    if (with_port && address_port(a) != address_port(b)) {
        return FALSE;
    }
    return a->name.any.sa_family == AF_INET
        ? a->name.v4.sin_addr.s_addr == b->name.v4.sin_addr.s_addr : same_v6(&a->name.v6, &b->name.v6);
}

const char *address_text(char *text, size_t size, const SOCKADDR *name) {
    char host[INET6_ADDRSTRLEN] = "?";
    Address address;
    if (!name) {
        snprintf(text, size, "none");
    } else if (!address_take(&address, name)) {
        snprintf(text, size, "family=%u", name->sa_family);
    } else if (name->sa_family == AF_INET) {
        inet_ntop(AF_INET, &address.name.v4.sin_addr, host, sizeof host);
        snprintf(text, size, "%s:%u", host, address_port(&address));
    } else {
        inet_ntop(AF_INET6, &address.name.v6.sin6_addr, host, sizeof host);
        snprintf(text, size, "[%s]:%u", host, address_port(&address));
    }
    return text;
}

/* getsockname fails on an unbound socket, so the family comes from the protocol entry. */
static int family_of(SOCKET socket) {
    WSAPROTOCOL_INFOW info;
    int size = sizeof info;
    return getsockopt(socket, SOL_SOCKET, SO_PROTOCOL_INFOW, (char *) &info, &size) == 0 ? info.iAddressFamily : -1;
}

static DWORD form_check(Call *call, const SOCKADDR *name, int family, Address *destination) {
    if (!address_take(destination, name)) {
        return refuse(call, ERROR_INVALID_PARAMETER, "destination neither IPv4 nor IPv6");
    }
    if (address_mapped(destination)) {
        return refuse(call, ERROR_INVALID_PARAMETER, "destination is IPv4-mapped");
    }
    if (name->sa_family != family) {
        return refuse(call, ERROR_INVALID_PARAMETER, "destination's family is not the socket's");
    }
    if (address_port(destination) == 0) {
        return refuse(call, ERROR_INVALID_PARAMETER, "destination without port");
    }
    if (address_wildcard(destination)) {
        return refuse(call, ERROR_INVALID_PARAMETER, "destination is the wildcard address");
    }
    return 0;
}

/* On success *destination is where the socket will send, taken from the connection when name is NULL. */
DWORD destination_check(Call *call, SOCKET socket, const SOCKADDR *name, Address *destination) {
    Address peer;
    DWORD error;
    int family = family_of(socket);
    if (family < 0) {
        return refuse(call, WSAENOTSOCK, "not a socket");
    }
    BOOL connected = address_peer(socket, &peer);
    if (!name && !connected) {
        return refuse(call, ERROR_INVALID_PARAMETER, "destination required: socket is not connected");
    }
    *destination = peer;
    error = name ? form_check(call, name, family, destination) : 0;
    if (!error && connected && !address_equal(destination, &peer, TRUE)) {
        error = refuse(call, ERROR_INVALID_PARAMETER, "destination is not the connected peer");
    }
    if (!error && settings.loopback_refused && address_loopback(destination)) {
        error = refuse(call, ERROR_NOT_FOUND, "loopback");
    }
    return error;
}
