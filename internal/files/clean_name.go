package files

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxName is the maximum length of a name in bytes, without its extension.
const maxName = 100

// CleanName converts the name of an upload to a name that is safe to display and
// to save on any system: without folders, invisible characters, characters that
// change the reading direction and names that Windows reserves, and with the
// extension of the media type kind.
func CleanName(name, kind string) string {
	name = baseName(name)
	if i := strings.LastIndexByte(name, '.'); i > 0 {
		name = name[:i]
	}
	name = shorten(name)
	base, _, _ := strings.Cut(strings.ToLower(name), ".")
	if name == "" || reservedNames[strings.TrimRight(base, "0123456789")] {
		name = "file " + name
	}
	return strings.TrimSpace(name) + extensions[kind]
}

// ShownName returns the name of an upload as messages show it: as CleanName, with the extension that it has.
func ShownName(name string) string { return shorten(baseName(name)) }

// baseName returns name without folders and without characters that are invisible, change the reading direction or have a
// meaning in a command.
func baseName(name string) string {
	name = strings.ToValidUTF8(name, "")
	if i := strings.LastIndexAny(name, `/\:`); i >= 0 {
		name = name[i+1:]
	}
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r), strings.ContainsRune(`<>"'|?*%;`+"`$&", r), unicode.Is(unicode.Cf, r), r == utf8.RuneError:
			return -1
		}
		return r
	}, name)
}

// shorten returns name without spaces, full stops and hyphens at its ends, of up to maxName bytes.
func shorten(name string) string {
	name = strings.Trim(strings.Join(strings.Fields(name), " "), ". -")
	for len(name) > maxName {
		_, size := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-size]
	}
	return name
}

// reservedNames are the names that Windows reserves for devices, without numbers.
var reservedNames = map[string]bool{"con": true, "prn": true, "aux": true, "nul": true, "com": true, "lpt": true}
