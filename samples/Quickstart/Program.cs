Console.WriteLine("The quickstart is not written yet.");
