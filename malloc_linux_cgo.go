//go:build cgo && linux

package main

// #include <malloc.h>
// static void keep_large_blocks_apart(void) {
// #ifdef __GLIBC__
// 	mallopt(M_MMAP_THRESHOLD, 128 * 1024);
// 	mallopt(M_TRIM_THRESHOLD, 128 * 1024);
// #endif
// }
import "C"

// returnMemory has the C library give large blocks back to the system when they
// are freed. Otherwise it takes the first freed picture for a sign that blocks of
// that size are common, keeps them among small ones, and its heap slowly grows
// in pieces (mallopt(3), M_MMAP_THRESHOLD, "dynamic").
func returnMemory() { C.keep_large_blocks_apart() }
