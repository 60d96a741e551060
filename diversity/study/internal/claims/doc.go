// Package claims lets any number of processes, on any machines that see a directory, divide work among themselves and
// die at any time. It knows keys, which are hashes that name a piece of work, and bytes, which are the outcome of one;
// what they are about it never asks.
//
// A directory of claims holds files <key>.<token>: who works on the key. Tokens count the claims of a key. An outcome
// is a file <key>.json, sealed (package sealed), in one of the directories of outcomes; its content names the key and
// the token under which it was stored.
//
// # The steps of a claim
//
// Every file has a temporary name until it is complete.
//
//  1. The worker looks at the claim with the highest token. If that one is alive, the key is not to be had.
//  2. It creates a file, locks it, writes into it who it is, and links it as <key>.<token+1>. A link never replaces a
//     file, so of several workers one gets the token.
//  3. If there is a higher token by now, it gives way. Otherwise it removes the claims with lower tokens.
//  4. It looks again whether the key has an outcome, and if not it works.
//  5. It writes the outcome into its claim's file, syncs it, and renames <key>.<token> to the outcome's name. Then it
//     syncs both directories.
//
// [Dir.Claim] is steps 1 to 3, [Claim.Publish] is step 5. Step 4 is the caller's: who skips it may do work in vain, but
// loses nothing.
//
// # Who is alive
//
// A claim is alive while its file is locked, which the operating system ends with the process, and while its heartbeat,
// the file's modification time, goes on within its lease. It does not if it is older than the lease by the file
// system's own clock, so that the clocks of machines need not agree, or if a process that wants the key has watched it
// for a lease, by its monotonic clock, and it did not change. A heartbeat that is dated ahead is thus worth no more
// than any other: after a step of a clock, or in a copy from another machine, it is waited for once, and not until its
// time comes. A free lock proves death only on the claimant's own machine, as some network file systems do not pass
// locks on; on others, and where there are no locks at all, the heartbeat decides. To believe a living worker dead
// costs time, but does no harm:
//
// # A worker that lost its claim cannot publish
//
// No outcome is lost or replaced by a worker that lost its claim. Let A hold a claim, and let B take the key over. A
// stores its outcome by one rename of A's name (step 5), B removes that name (step 3), and the file system carries out
// one before the other. If the rename is first, the outcome is in place when B looks (step 4 comes after step 3), and B
// does nothing. If the removal is first, the rename fails, and A reports [ErrFenced]. It makes no difference how long A
// slept before its rename, since nothing that A looked at earlier counts. Names are not used twice: tokens rise,
// because a claim that is given back leaves its file, as a failure does that is tried again, and because a stored
// outcome holds its token. (Should a token be lost with a damaged file, and a name be used again, A could at worst
// rename the file of B: a whole outcome, or one that is not taken for any.)
//
// No work is done again after its outcome was stored: who works has looked for the outcome after it removed the name of
// every other claim, and any outcome stored later than that look would need one of these names.
//
// No torn file is taken for an outcome: the content is synced before the rename, and the checksum is verified at every
// reading. A process that dies at any point leaves at most a claim with a free lock, which the next worker takes over,
// and files with temporary names, which [Dir.Superfluous] and package disk name.
//
// # Keys that kill their workers
//
// A claim counts the workers in a row that were lost with its key while no key came to an outcome and nobody wrote down
// that he came further with one, so that the caller can put such keys last, and give up on them.
package claims
