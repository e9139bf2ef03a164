//go:build !unix

package cli

// makeFilesPrivate does nothing, because files have no modes here.
func makeFilesPrivate() {}
