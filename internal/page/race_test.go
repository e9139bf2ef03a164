//go:build race

package page

// raced says that every access to memory is watched, which makes reading
// Markdown some twenty times slower.
const raced = true
