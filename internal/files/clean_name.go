package files

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxName is how long a name may be, in bytes, its ending not counted.
const maxName = 100

// CleanName makes of what somebody calls a file a name that does nothing on any
// machine: no folder, no character that is not seen or turns the reading
// direction, no name that a system keeps for itself, and the ending of what the
// file really is.
func CleanName(name, kind string) string {
	name = strings.ToValidUTF8(name, "")
	if i := strings.LastIndexAny(name, `/\:`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r), strings.ContainsRune(`<>"'|?*%;`+"`$&", r), unicode.Is(unicode.Cf, r), r == utf8.RuneError:
			return -1
		}
		return r
	}, name)
	ending := extensions[kind]
	if i := strings.LastIndexByte(name, '.'); i > 0 {
		name = name[:i]
	}
	name = strings.Trim(strings.Join(strings.Fields(name), " "), ". -")
	for len(name) > maxName {
		_, size := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-size]
	}
	base, _, _ := strings.Cut(strings.ToLower(name), ".")
	if name == "" || reservedNames[strings.TrimRight(base, "0123456789")] {
		name = "file " + name
	}
	return strings.TrimSpace(name) + ending
}

// reservedNames are names that Windows keeps for devices.
var reservedNames = map[string]bool{"con": true, "prn": true, "aux": true, "nul": true, "com": true, "lpt": true}
