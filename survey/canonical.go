package survey

import "strconv"

// The canonical bytes of answers are what a receipt commits to. They are written
// here byte by byte, because the output of a library could change with its version.
//
// They are JSON without white space. Strings are encoded as in RFC 8785 (JSON
// Canonicalization Scheme), and members are in the order of the form. The value of a
// question that was not answered is its state as a string. An answer that is not valid has
// what was written in each field, in the order of the fields. Questions that
// WithoutContacts has removed are left out. A box of a question that is typed is written as an
// option:
//
//	{"form":"0f…","part":"all","answers":{"use":{"options":["walk","other"],"writeIns":{"other":"Kites"}},
//	"views":{"rows":{"buses":"agree"}},"order":{"ranking":["b","a"]},"visits":{"number":"12.5"},
//	"since":{"date":"2016-05-27"},"stay":{"from":"2016-05","to":"2016-06"},
//	"why":{"text":"…"},"plan":{"files":["0f…"]},"split":{"amounts":{"a":60,"b":40}},
//	"grid":{"rows":{"a":"agree","b":"not-valid"},"written":{"grid--b":["agree","disagree"]}},
//	"share":{"written":{"share--a":["60"],"share--b":["50"]}},
//	"age":"prefer-not-to-say","town":"skipped","staff":"not-asked"}}

// Canonical returns the unique encoding of a. Equal answers to the same version of a
// form have equal bytes, and other answers have others. The bytes contain the version
// of the form and the part. [ParseAnswers] decodes them. The result is nil for empty
// Answers.
func (a Answers) Canonical() []byte {
	if a.form == nil {
		return nil
	}
	p := a.form.getPlan()
	b := make([]byte, 0, 128+64*len(p.steps))
	b = append(b, `{"form":`...)
	b = quote(b, p.version)
	b = append(b, `,"part":`...)
	b = quote(b, string(a.part))
	b = append(b, `,"answers":{`...)
	first := true
	for i := range a.list {
		if a.list[i].State == "" {
			continue
		}
		if !first {
			b = append(b, ',')
		}
		first = false
		q := p.steps[i].q
		b = append(quote(b, q.ID), ':')
		b = a.list[i].encode(b, q)
	}
	return append(b, '}', '}')
}

// encode appends the value of a, the answer to q.
func (a *Answer) encode(b []byte, q *Question) []byte {
	if a.State == NotValid {
		return append(a.encodeWritten(append(b, `{"written":`...), q), '}')
	}
	if a.State != Answered {
		return quote(b, string(a.State))
	}
	b = append(b, '{')
	if q.Kind.HasBoxes() && len(a.Options) > 0 {
		return append(quoteList(append(b, `"options":`...), a.Options), '}')
	}
	switch q.Kind {
	case Single, Multiple, Dropdown, Consent:
		b = quoteList(append(b, `"options":`...), a.Options)
		if len(a.WriteIns) > 0 {
			b = append(b, `,"writeIns":`...)
			b = quoteMap(b, q.Options, a.WriteIns, quote)
		}
	case Matrix:
		b = quoteMap(append(b, `"rows":`...), q.Rows, a.Rows, quote)
		if len(a.Written) > 0 {
			b = a.encodeWritten(append(b, `,"written":`...), q)
		}
	case Ranking:
		b = quoteList(append(b, `"ranking":`...), a.Ranking)
	case Budget:
		appendInt := func(b []byte, n int64) []byte { return strconv.AppendInt(b, n, 10) }
		b = quoteMap(append(b, `"amounts":`...), q.Options, a.Amounts, appendInt)
	case Number, Duration:
		b = quote(append(b, `"number":`...), a.Number)
	case Period:
		b = quote(append(b, `"from":`...), a.Date)
		b = quote(append(b, `,"to":`...), a.Until)
	case Date:
		b = quote(append(b, `"date":`...), a.Date)
	case Files:
		b = quoteList(append(b, `"files":`...), a.Files)
	default:
		b = quote(append(b, `"text":`...), a.Text)
	}
	return append(b, '}')
}

// quoteMap appends a JSON object with the members of values in the order of options.
func quoteMap[V any](b []byte, options []Option, values map[string]V, write func([]byte, V) []byte) []byte {
	b = append(b, '{')
	first := true
	for i := range options {
		v, ok := values[options[i].ID]
		if !ok {
			continue
		}
		if !first {
			b = append(b, ',')
		}
		first = false
		b = append(quote(b, options[i].ID), ':')
		b = write(b, v)
	}
	return append(b, '}')
}

// quoteList appends a JSON array of strings.
func quoteList(b []byte, list []string) []byte {
	b = append(b, '[')
	for i, s := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = quote(b, s)
	}
	return append(b, ']')
}

const hexDigits = "0123456789abcdef"

// quote appends s as a JSON string as RFC 8785 writes it: it escapes only what JSON
// requires.
func quote(b []byte, s string) []byte {
	b = append(b, '"')
	start := 0
	for i := range len(s) {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		b = append(b, s[start:i]...)
		start = i + 1
		switch c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, '\\', 'n')
		case '\t':
			b = append(b, '\\', 't')
		case '\r':
			b = append(b, '\\', 'r')
		case '\b':
			b = append(b, '\\', 'b')
		case '\f':
			b = append(b, '\\', 'f')
		default:
			b = append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&0xF])
		}
	}
	b = append(b, s[start:]...)
	return append(b, '"')
}
