namespace MigrationMainstreaming.Domain.Coherence;

/// <summary>What each of several sectors, or targets, does to each other one: a square of ratings, row on column.</summary>
/// <remarks>Values are medians of ratings or settled ratings, so halves occur. The diagonal says nothing and is never read.</remarks>
public sealed class InteractionTable
{
    /// <summary>The ends of the scale.</summary>
    public const decimal Lowest = -3m, Highest = 3m;

    /// <summary>The most codes that are analysed at once.</summary>
    public const int MostCodes = 200;

    /// <summary>With so few places after the decimal point every figure of the analysis is exact.</summary>
    public const int MostPlaces = 6;

    private readonly decimal?[,] _values;

    /// <param name="order">The codes, in the order of rows and columns; each once.</param>
    /// <param name="values">Row on column; <see langword="null"/> where nobody has rated.</param>
    /// <exception cref="ArgumentException">The values are not as many rows and columns as there are codes.</exception>
    public InteractionTable(IReadOnlyList<string> order, decimal?[,] values)
    {
        if (values.GetLength(0) != order.Count || values.GetLength(1) != order.Count)
        {
            throw new ArgumentException("As many rows and columns as codes.", nameof(values));
        }

        (Order, _values) = (order, values);
    }

    /// <summary>The codes, in the order of rows and columns.</summary>
    public IReadOnlyList<string> Order { get; }

    /// <summary>What the row does to the column, from −3 to +3; <see langword="null"/> where nobody has rated, and on the diagonal.</summary>
    public decimal? this[int from, int to] => from == to ? null : _values[from, to];

    /// <summary>How many pairs there are: n × (n − 1).</summary>
    public int Pairs => Order.Count * (Order.Count - 1);

    /// <summary>How many of them have a rating.</summary>
    public int Rated
    {
        get
        {
            var rated = 0;
            for (var from = 0; from < Order.Count; from++)
            {
                for (var to = 0; to < Order.Count; to++)
                {
                    rated += this[from, to] is null ? 0 : 1;
                }
            }

            return rated;
        }
    }
}
