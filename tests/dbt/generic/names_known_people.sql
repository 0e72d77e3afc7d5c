{#- Rows about somebody who is not in dim_person. A withheld identity is nobody in particular. -#}
{% test names_known_people(model) %}
select facts.person_id
from {{ model }} as facts
left join {{ ref('dim_person') }} as people
    on facts.person_id = people.person_id
where
    facts.person_id is not null
    and people.person_id is null
{% endtest %}
