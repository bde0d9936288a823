from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from signatures.actions import counts
from signatures.models import Right, Role, Signature, Statement, TextVersion
from signatures.views.desk.door import requires


@requires(Right.NUMBERS)
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Where every statement stands, and who is asking."""
    found = list(Statement.objects.all())
    titles = {text.statement_id: text.title for text in TextVersion.objects.current()}
    numbers = counts.by_state(found)
    rows = [
        {
            "statement": each,
            "title": titles.get(each.pk, each.slug),
            "counts": {state.value: numbers.get((each.pk, state), 0) for state in Signature.State},
        }
        for each in found
    ]
    context = {
        "rows": rows,
        "role": Role(request.user.acts_as).label,
        "may_people": request.user.may(Right.PEOPLE),
    }
    return render(request, "desk/front.html", context)
