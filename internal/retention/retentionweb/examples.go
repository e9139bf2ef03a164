package retentionweb

import (
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/moderation/responseview"
)

var retentionExamples = []retentionView{
	{
		ClockJumped: "27 May 2016 at 9:30am",
		Due: []dueItemView{
			{
				"getting-about",
				"drafts",
				"Getting about",
				"Saved answers that were not sent",
				"10 June 2016",
				"They are deleted",
				"3 of them",
				"The team asked for it.",
				form.Form{exampleField("why-getting-about-drafts", "")},
			},
		},
		Later: []dueItemView{
			{
				"getting-about",
				"words",
				"Getting about",
				"What people wrote in their own words",
				"Not known yet: it is counted from the decision",
				"They are deleted",
				"1,200 of them",
				"",
				form.Form{exampleField("why-getting-about-words", "")},
			},
		},
		Runs: []deletionRunView{{"getting-about", "Email addresses", "12 deleted", "An officer", "27 May 2016"}},
	},
	{
		Errors: form.Form{exampleField("why-getting-about-words", "Say why.")},
		Later: []dueItemView{
			{
				"getting-about",
				"words",
				"Getting about",
				"What people wrote in their own words",
				"27 May 2027",
				"They are deleted",
				"1,200 of them",
				"",
				form.Form{exampleField("why-getting-about-words", "Say why.")},
			},
		},
	},
	{},
}

func exampleField(id, problem string) *form.Field {
	return responseview.TextareaField(id, "Why is the period different?", "", "", problem)
}
