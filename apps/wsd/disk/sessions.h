// The secret of a data directory, with which its programs' words are hashed, and the words of
// directories that were made before there was one.
#pragma once

#include "apps/wsd/chat/session_key.h"
#include "apps/wsd/disk/database.h"

namespace disk {

// Made and kept if there is none yet.
chat::SessionKey session_key_in(Database& database);

// In a directory without a secret words are kept in clear: they become hashes, and their bytes go
// from the files. In a transaction of its own.
void hash_sessions(Database& database);

}  // namespace disk
