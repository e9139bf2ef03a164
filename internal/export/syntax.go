package export

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// The limits of SPSS, in bytes.
const (
	maxVariableLabel = 256
	maxValueLabel    = 120
	maxString        = 32767
)

// writeSyntax writes the SPSS syntax that reads spss.csv with labels and missing values.
func writeSyntax(w io.Writer, all []*packageVariable) error {
	out := bufio.NewWriter(w)
	out.WriteString("* Encoding: UTF-8.\n* Reads spss.csv, which is in the folder of this file, with labels and missing values.\n")
	for _, v := range all {
		if v.width > maxString {
			fmt.Fprintf(out, "* %s has texts of up to %d bytes, of which SPSS reads %d. R and Python read all of them.\n",
				v.name, v.width, maxString)
		}
	}
	out.WriteString("\nSET UNICODE ON.\nGET DATA\n  /TYPE=TXT\n  /FILE='spss.csv'\n  /ENCODING='UTF8'\n  /DELCASE=LINE\n" +
		"  /DELIMITERS=\",\"\n  /QUALIFIER='\"'\n  /ARRANGEMENT=DELIMITED\n  /FIRSTCASE=2\n  /VARIABLES=\n")
	for _, v := range all {
		format := fmt.Sprintf("A%d", min(max(v.width, 1), maxString))
		switch v.kind {
		case typeCode:
			format = "F4.0"
		case typeNumber:
			format = "F20.6"
		}
		fmt.Fprintf(out, "    %s %s\n", v.name, format)
	}
	out.WriteString("  .\nDATASET NAME responses.\n\nVARIABLE LABELS\n")
	for _, v := range all {
		fmt.Fprintf(out, "  %s %s\n", v.name, syntaxText(v.label, maxVariableLabel))
	}
	out.WriteString("  .\n")
	for _, v := range all {
		if len(v.values) == 0 {
			continue
		}
		fmt.Fprintf(out, "\nVALUE LABELS %s\n", v.name)
		missing := false
		for _, value := range v.values {
			fmt.Fprintf(out, "  %s %s\n", value.code, syntaxText(value.label, maxValueLabel))
			missing = missing || value.missing
		}
		out.WriteString("  .\n")
		if missing {
			fmt.Fprintf(out, "MISSING VALUES %s (%d THRU %d).\n", v.name, missingCodes[len(missingCodes)-1].code, missingCodes[0].code)
		}
	}
	out.WriteString("\nEXECUTE.\n")
	return out.Flush()
}

// syntaxText returns a text in quotation marks, on one line, with at most size bytes between them.
func syntaxText(text string, size int) string {
	text = strings.Join(strings.Fields(text), " ")
	if len(text) > size {
		cut := size - len("…")
		for !utf8.RuneStart(text[cut]) {
			cut--
		}
		text = text[:cut] + "…"
	}
	return "'" + strings.ReplaceAll(text, "'", "''") + "'"
}
