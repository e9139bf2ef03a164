package draftedit

import (
	"net/url"

	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
)

var ExampleBack = page.Link{Text: "Back to the questionnaire", Href: "/staff/consultations/buses/questionnaire"}

func ExampleHead() Head {
	return Head{Title: "Getting about in Exampleshire", Slug: "buses", Back: ExampleBack, Version: 4}
}

func ExampleFields(fields form.Form, typed url.Values, bad FieldErrors) form.Form {
	h := Head{Errors: bad}
	h.Fill(nil, typed, fields)
	return fields
}
