/*
 * The mingw-w64 qos2.h preceded by what it lacks: it uses QOS_FLOWID before declaring it, has no PQOS_FLOWID,
 * and none of the flag constants. Values are those of the Windows SDK header.
 */
#ifndef QOS2_GAPS_H
#define QOS2_GAPS_H

#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>

typedef UINT32 QOS_FLOWID;
typedef QOS_FLOWID *PQOS_FLOWID;

#include <qos2.h>

#ifndef QOS_QUERYFLOW_FRESH
#define QOS_QUERYFLOW_FRESH 0x00000001
#endif
#ifndef QOS_NON_ADAPTIVE_FLOW
#define QOS_NON_ADAPTIVE_FLOW 0x00000002
#endif
#ifndef QOS_OUTGOING_DEFAULT_MINIMUM_BANDWIDTH
#define QOS_OUTGOING_DEFAULT_MINIMUM_BANDWIDTH 0xFFFFFFFF
#endif

#endif
