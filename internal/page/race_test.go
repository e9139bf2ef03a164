//go:build race

package page

// raceEnabled is set under the race detector, which makes reading Markdown some twenty times slower.
const raceEnabled = true
