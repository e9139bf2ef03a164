package survey

import "strconv"

// JSON returns the canonical JSON of f: members in a fixed order, settings with their
// default value left out, no white space. Parsing it gives the same form. It is written
// by hand because [Form.Version] is a digest of it, and the output of a library could
// change with its version.
func (f *Form) JSON() []byte {
	o := jsonWriter{b: make([]byte, 0, 4096)}
	o.open()
	o.requiredText("id", f.ID)
	o.requiredText("title", f.Title)
	o.requiredText("lang", f.Lang)
	o.requiredText("edition", f.Edition)
	o.text("intro", f.Intro)
	o.namedConditions(f.Conditions)
	o.name("pages")
	writeList(&o, f.sourcePages(), (*jsonWriter).page)
	o.close()
	return o.b
}

func (o *jsonWriter) page(p *Page) {
	o.open()
	o.requiredText("id", p.ID)
	o.text("title", p.Title)
	o.text("intro", p.Intro)
	o.flag("monitoring", p.Monitoring)
	o.condition("when", p.When)
	o.flag("randomOrder", p.RandomOrder)
	o.repeat(p.Repeat)
	o.name("questions")
	writeList(o, p.Questions, (*jsonWriter).question)
	o.close()
}

func (o *jsonWriter) repeat(r *Repeat) {
	if r == nil {
		return
	}
	o.name("repeat")
	o.open()
	o.requiredText("item", r.Item)
	o.number("least", int64(r.Least))
	o.name("most")
	o.int(int64(r.Most))
	o.text("more", r.More)
	o.text("yes", r.Yes)
	o.text("no", r.No)
	o.close()
}

func (o *jsonWriter) question(q *Question) {
	o.open()
	o.requiredText("id", q.ID)
	o.requiredText("kind", string(q.Kind))
	o.text("text", q.Text)
	o.text("hint", q.Hint)
	o.text("body", q.Body)
	o.flag("required", q.Required)
	o.flag("preferNotToSay", q.PreferNotToSay)
	o.flag("randomOrder", q.RandomOrder)
	o.options("options", q.Options)
	o.options("rows", q.Rows)
	if q.Min != nil {
		o.name("min")
		o.int(int64(*q.Min))
	}
	if q.Max != nil {
		o.name("max")
		o.int(int64(*q.Max))
	}
	if q.Least != nil {
		o.requiredText("least", *q.Least)
	}
	if q.Most != nil {
		o.requiredText("most", *q.Most)
	}
	o.text("leastOf", q.LeastOf)
	o.text("mostOf", q.MostOf)
	o.number("decimals", int64(q.Decimals))
	o.number("maxLength", int64(q.MaxLength))
	o.number("total", q.Total)
	o.text("totalOf", q.TotalOf)
	o.text("unit", q.Unit)
	o.text("precision", q.Precision)
	o.text("pattern", q.Pattern)
	o.text("patternHelp", q.PatternHelp)
	if len(q.Accept) > 0 {
		o.name("accept")
		o.b = quoteList(o.b, q.Accept)
	}
	o.number("maxMegabytes", int64(q.MaxMegabytes))
	if len(q.Units) > 0 {
		o.name("units")
		o.b = quoteList(o.b, q.Units)
	}
	if len(q.Marks) > 0 {
		o.name("marks")
		o.b = quoteList(o.b, q.Marks)
	}
	o.condition("when", q.When)
	o.wordings(q.Wordings)
	o.close()
}

func (o *jsonWriter) wordings(list []Wording) {
	if len(list) == 0 {
		return
	}
	o.name("wordings")
	writeList(o, list, func(o *jsonWriter, w *Wording) {
		o.open()
		o.requiredText("id", w.ID)
		o.condition("when", w.When)
		o.text("text", w.Text)
		o.text("hint", w.Hint)
		o.text("body", w.Body)
		o.close()
	})
}

func (o *jsonWriter) options(name string, list []Option) {
	if len(list) == 0 {
		return
	}
	o.name(name)
	writeList(o, list, func(o *jsonWriter, option *Option) {
		o.open()
		o.requiredText("id", option.ID)
		o.requiredText("text", option.Text)
		o.text("hint", option.Hint)
		o.text("body", option.Body)
		o.flag("writeIn", option.WriteIn)
		o.flag("requireWriteIn", option.RequireWriteIn)
		o.flag("exclusive", option.Exclusive)
		o.flag("fixed", option.Fixed)
		if len(option.Merges) > 0 {
			o.name("merges")
			o.b = quoteList(o.b, option.Merges)
		}
		o.text("shape", option.Shape)
		o.close()
	})
}

func (o *jsonWriter) condition(name string, c *Condition) {
	if c != nil {
		o.name(name)
		o.test(c)
	}
}

func (o *jsonWriter) test(c *Condition) {
	o.open()
	if len(c.All) > 0 {
		o.name("all")
		writeList(o, c.All, (*jsonWriter).test)
	}
	if len(c.Any) > 0 {
		o.name("any")
		writeList(o, c.Any, (*jsonWriter).test)
	}
	o.condition("not", c.Not)
	o.text("named", c.Named)
	o.text("question", c.Question)
	o.text("row", c.Row)
	o.text("is", c.Is)
	if len(c.AnyOf) > 0 {
		o.name("anyOf")
		o.b = quoteList(o.b, c.AnyOf)
	}
	o.text("atLeast", c.AtLeast)
	o.text("atMost", c.AtMost)
	o.text("above", c.Above)
	o.text("below", c.Below)
	o.number("countAtLeast", int64(c.CountAtLeast))
	o.flag("answered", c.Answered)
	o.flag("asked", c.Asked)
	o.close()
}

// jsonWriter appends JSON to b.
type jsonWriter struct {
	b     []byte
	empty bool // the innermost open object has no member yet
}

func (o *jsonWriter) open() { o.b, o.empty = append(o.b, '{'), true }

func (o *jsonWriter) close() { o.b, o.empty = append(o.b, '}'), false }

// name begins a member of the open object.
func (o *jsonWriter) name(name string) {
	if !o.empty {
		o.b = append(o.b, ',')
	}
	o.empty = false
	o.b = append(quote(o.b, name), ':')
}

// requiredText writes a member, even if it is "".
func (o *jsonWriter) requiredText(name, value string) {
	o.name(name)
	o.b = quote(o.b, value)
}

// text, number and flag write a member unless it has its default value: "", 0 or false.
func (o *jsonWriter) text(name, value string) {
	if value != "" {
		o.requiredText(name, value)
	}
}

func (o *jsonWriter) number(name string, value int64) {
	if value != 0 {
		o.name(name)
		o.int(value)
	}
}

func (o *jsonWriter) flag(name string, value bool) {
	if value {
		o.name(name)
		o.b = append(o.b, "true"...)
	}
}

func (o *jsonWriter) int(value int64) { o.b = strconv.AppendInt(o.b, value, 10) }

// writeList writes a JSON array of list.
func writeList[T any](o *jsonWriter, list []T, write func(*jsonWriter, *T)) {
	o.b = append(o.b, '[')
	for i := range list {
		if i > 0 {
			o.b = append(o.b, ',')
		}
		write(o, &list[i])
	}
	o.b = append(o.b, ']')
}
